-- The summary row of a case, with the case's own version: reviewers and supervisors read it, nobody pushes it.

create or replace function sync.derive_work_items(p_touched sync.touch[]) returns void
language plpgsql as $$
declare
    derived sync.touch[];
begin
    with made as (
        insert into hall."work_item" as w (id, hall_id, ver, made_by, made_ws, made_at, case_number, business,
            applicant, state, accepted_on, signed_on, amount, taker_in)
        select c.id, c.hall_id, c.ver, c.made_by, c.made_ws, c.made_at, c.number, c.business, c.applicant, c.state,
            c.accepted_on, c.signed_on, c.amount, c.made_by
        from unnest(p_touched) u join hall."case" c on c.id = u.key
        where u.cols && '{number,applicant,state,accepted_on,signed_on,amount}'
        group by c.id order by c.id
        on conflict (id) do update set ver = excluded.ver, case_number = excluded.case_number,
            business = excluded.business, applicant = excluded.applicant, state = excluded.state,
            accepted_on = excluded.accepted_on, signed_on = excluded.signed_on, amount = excluded.amount
        returning w.id)
    select array_agg(('work_item', m.id, '00000000-0000-0000-0000-000000000000', '{}')::sync.touch order by m.id)
        into derived from made m;
    perform sync.feed_work_item(derived);
end $$;
