-- A look-up is asked first and answered in a later transaction: what was learned is on record even
-- if the transaction that learned it is rolled back.

alter table sync.look_up
    add column ask uuid not null unique default gen_random_uuid(),
    add column xid xid8 not null default pg_current_xact_id(),
    alter column found drop not null;
drop function if exists api.look_up(text, text, text);
