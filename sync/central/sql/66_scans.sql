-- The bytes of scans, by what they hold: in any order, each chunk once, resumed by asking what is
-- missing. A workstation may have so much on its way at a time.

-- Say what a scan's bytes are; answers which chunks are lacking, and whether all is here and whole.
-- ``broken``: the chunks are here and do not make what was said.
create or replace function api.lack_of_scan(blob text, size bigint, chunks text[]) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '5s' as $$
declare
    me sync.workstation_sync;
    kept sync.scan_blob;
    lacking integer[];
begin
    if blob is null or size is null or chunks is null or blob !~ '^[0-9a-f]{64}$'
        or size not between 1 and 33554432 or array_ndims(chunks) is distinct from 1
        or cardinality(chunks) <> (size + 262143) / 262144
        or exists (select from unnest(chunks) c where c is null or c !~ '^[0-9a-f]{64}$') then
        perform sync.stop('CW001');
    end if;
    me := sync.me(true);
    select * into kept from sync.scan_blob b where b.blob = lack_of_scan.blob;
    if not found then
        if (select coalesce(sum(b.size), 0) from sync.scan_blob b where b.ws = me.ws and b.state = 'waiting') + size
            > 1073741824 then
            perform sync.stop('CW003');
        end if;
        insert into sync.scan_blob (blob, size, chunks, ws)
            values (lack_of_scan.blob, lack_of_scan.size, lack_of_scan.chunks, me.ws)
            on conflict on constraint scan_blob_pkey do update set ws = sync.scan_blob.ws returning * into kept;
    end if;
    if kept.chunks <> chunks or kept.size <> size then
        return jsonb_build_object('state', 'broken', 'lacking', '[]'::jsonb);
    end if;
    lacking := array(select (c.nth - 1)::integer from unnest(chunks) with ordinality c (hash, nth)
        where not exists (select from sync.scan_chunk s where s.hash = c.hash) order by c.nth);
    if kept.state = 'waiting' and lacking = '{}' then
        kept.state := sync.judge_scan(kept);
    end if;
    return jsonb_build_object('state', kept.state, 'lacking', to_jsonb(lacking));
end $$;

-- All chunks are here: whether they make the bytes that were said.
create or replace function sync.judge_scan(p_blob sync.scan_blob) returns text
language plpgsql as $$
declare
    whole bytea := (select string_agg(s.data, ''::bytea order by c.nth)
        from unnest(p_blob.chunks) with ordinality c (hash, nth) join sync.scan_chunk s using (hash));
    verdict text := case when length(whole) = p_blob.size and encode(sha256(whole), 'hex') = p_blob.blob
        then 'complete' else 'broken' end;
begin
    update sync.scan_blob b set state = verdict where b.blob = p_blob.blob;
    return verdict;
end $$;

-- One chunk of a scan that was announced; the same again changes nothing.
create or replace function api.put_scan_chunk(blob text, nth integer, data bytea) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '5s' as $$
declare
    me sync.workstation_sync;
    expected text;
begin
    if blob is null or nth is null or data is null or length(data) not between 1 and 262144 then
        perform sync.stop('CW001');
    end if;
    me := sync.me();
    select b.chunks[put_scan_chunk.nth + 1] into expected from sync.scan_blob b where b.blob = put_scan_chunk.blob;
    if expected is null or expected <> encode(sha256(data), 'hex') then
        perform sync.stop('CW001');
    end if;
    insert into sync.scan_chunk (hash, data) values (expected, put_scan_chunk.data) on conflict do nothing;
end $$;
