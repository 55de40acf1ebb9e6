-- Which epoch, or lane, of the workstation made a change; 0 where that was not noted yet.
alter table sync.change add column epoch integer not null
    default coalesce(nullif(current_setting('counter.author_epoch', true), '')::integer, 0);
