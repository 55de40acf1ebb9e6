-- Who may call what. Nobody else may anything: everything is taken from PUBLIC first.

revoke all on all functions in schema api, sync from public;
revoke all on all tables in schema hall, sync, ledger from public;
revoke all on schema api, hall, sync, ledger from public;
grant usage on schema api to counter_station, counter_enrolling;
grant execute on function api.hello(text, integer), api.push(integer, bigint, bytea[], jsonb, jsonb),
    api.pull(text, jsonb, integer), api.tell(bigint, bigint, bigint, timestamptz),
    api.lack_of_scan(text, bigint, text[]), api.put_scan_chunk(text, integer, bytea),
    api.take_case_out(text, text), api.bring_cases_back(),
    api.feed_heads(text, text, bigint, bigint, bigint, bigint, integer),
    api.rescue(integer, bigint, bytea, bytea[], jsonb, jsonb), api.ask_look_up(text, text, text), api.look_up(uuid, text, text),
    api.enrol_person(text, text, jsonb), api.standing(text), api.open_sets(),
    api.open_set(uuid, integer, bigint) to counter_station;
grant usage on schema api to counter_hall_server;
grant execute on function api.forward(uuid, integer, bigint[], bytea[], bytea[]) to counter_hall_server;
grant execute on function api.redeem() to counter_enrolling;
