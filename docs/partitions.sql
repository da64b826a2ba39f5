-- Partitions by block range, and what the API's and the indexer's statements do on them. Run it on an empty database:
--     psql -X -f docs/partitions.sql
-- docs/operations.md quotes what it prints. Tables, keys and indexes are those of raw_log and transfer.
\set QUIET on
\pset tuples_only on
\pset format unaligned
create schema partitioned;
set search_path to partitioned;
create table raw_log (
    block_hash bytea not null, log_index integer not null, block_number bigint not null, transaction bytea not null,
    address bytea not null, topics bytea not null, data bytea not null,
    primary key (block_number, log_index)
) partition by range (block_number);
create table transfer (
    block bigint, log_index integer, transaction bytea not null,
    token text collate "C" not null, sender bytea not null, recipient bytea not null, amount numeric(78,0) not null,
    primary key (block, log_index)
) partition by range (block);
create index transfer_token on transfer (token, block, log_index);
create index transfer_sender on transfer (sender, block, log_index);
create index transfer_recipient on transfer (recipient, block, log_index);
do $$ begin
    for part in 0..4 loop
        execute format('create table raw_log_%s partition of raw_log for values from (%s) to (%s)', part, part * 10000, part * 10000 + 10000);
        execute format('create table transfer_%s partition of transfer for values from (%s) to (%s)', part, part * 10000, part * 10000 + 10000);
    end loop;
end $$;
insert into raw_log select sha256(n::text::bytea), n % 10, n / 10, sha256('t'), 'a', 't', 'd' from generate_series(0, 499999) n;
insert into transfer
    select n / 10, n % 10, sha256('t'), 'psc', substr(sha256((n % 997)::text::bytea), 1, 20), substr(sha256((n % 991)::text::bytea), 1, 20), n
    from generate_series(0, 499999) n;
analyze raw_log;
analyze transfer;
-- As the indexer and the API send them: prepared, and planned for any parameters after a while.
set plan_cache_mode = force_generic_plan;
\echo '-- a page of the newest transfers'
prepare newest(bigint) as select * from transfer t where t.block <= $1 order by t.block desc, t.log_index desc limit 51;
explain (analyze, costs off, timing off, summary off) execute newest(49999);
\echo '-- a later page, by cursor'
prepare later(bigint, bigint, integer) as select * from transfer t where t.block <= $1 and (t.block, t.log_index) < ($2, $3)
    order by t.block desc, t.log_index desc limit 51;
explain (analyze, costs off, timing off, summary off) execute later(49999, 25000, 5);
\echo '-- the newest of a sender'
prepare sent(bigint, bytea) as select * from transfer t where t.block <= $1 and t.sender = $2 order by t.block desc, t.log_index desc limit 51;
explain (analyze, costs off, timing off, summary off) execute sent(49999, substr(sha256('7'), 1, 20));
\echo '-- a stretch of the re-scan'
prepare stretch(bigint, bigint) as select * from raw_log where block_number between $1 and $2 order by block_number, log_index;
explain (analyze, costs off, timing off, summary off) execute stretch(15000, 15100);
\echo '-- a page of a rebuild'
prepare page(bigint, integer, bigint) as select * from raw_log where (block_number, log_index) > ($1, $2) and block_number <= $3
    order by block_number, log_index limit 10000;
explain (analyze, costs off, timing off, summary off) execute page(25000, 3, 49999);
\echo '-- a rewind'
prepare rewind(bigint) as delete from raw_log where block_number > $1;
explain (analyze, costs off, timing off, summary off) execute rewind(49990);
drop schema partitioned cascade;
