drop trigger if exists note_call on queue.ticket_grant;
drop table queue.enrolment;
delete from queue.member where kind <> 'window';
alter table queue.ticket_grant drop column window_no, drop column last_call_at, drop column recalls;
alter table queue.ticket drop column request_id;
alter table queue.member drop constraint member_place, drop column kind, drop column name;
alter table queue.member alter column window_no set not null;
