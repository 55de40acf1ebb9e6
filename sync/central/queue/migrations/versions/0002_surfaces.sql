-- A ticket machine or a display stands in the hall, not at a window.
alter table queue.member alter column window_no drop not null;
alter table queue.member add column kind text not null default 'window'
    check (kind in ('window', 'kiosk', 'display'));
alter table queue.member add column name text not null default '';
alter table queue.member add constraint member_place check ((kind = 'window') = (window_no is not null));

-- What a ticket machine asked for, so that asking again after a lost answer brings the same number.
alter table queue.ticket add column request_id uuid;
create unique index ticket_request on queue.ticket (request_id) where request_id is not null;

-- What the hall is shown of a call: where to, when last, how often again.
alter table queue.ticket_grant add column window_no integer;
alter table queue.ticket_grant add column last_call_at timestamptz;
alter table queue.ticket_grant add column recalls integer not null default 0;
update queue.ticket_grant g set window_no = m.window_no, last_call_at = g.ended_at
    from queue.member m where m.ws = g.ws and g.ended = 'called';

-- The one-time bundle of a ticket machine or display; the queue may be in another database than the centre.
create table queue.enrolment (
    role name primary key,
    device uuid not null references queue.member (ws),
    sealed bytea not null,
    expires_at timestamptz not null
);
