-- Governor and timelock. What a vote weighs and what a quorum needs follows from vote_change and transfer.

create table proposal (
    block bigint, log_index integer, transaction bytea not null,
    id numeric(78,0) not null unique, proposer bytea not null, vote_start bigint not null, vote_end bigint not null,
    calls integer not null, title text not null, description text not null, description_hash bytea not null,
    primary key (block, log_index)
);
create index proposal_proposer on proposal (proposer, block, log_index);
create table proposal_call (
    block bigint, log_index integer, transaction bytea not null,
    proposal numeric(78,0) not null, place integer not null, target bytea not null, value numeric(78,0) not null,
    data bytea not null,
    primary key (proposal, place)
);
create index proposal_call_block on proposal_call (block);
create table proposal_queue (
    block bigint, log_index integer, transaction bytea not null,
    proposal numeric(78,0) not null unique, eta bigint not null,
    primary key (block, log_index)
);
create table proposal_operation (
    block bigint, log_index integer, transaction bytea not null,
    proposal numeric(78,0) not null unique, operation bytea not null,
    primary key (block, log_index)
);
create index proposal_operation_operation on proposal_operation (operation, block);
create table proposal_extension (
    block bigint, log_index integer, transaction bytea not null,
    proposal numeric(78,0) not null unique, deadline bigint not null,
    primary key (block, log_index)
);
create table proposal_end (
    block bigint, log_index integer, transaction bytea not null,
    proposal numeric(78,0) not null unique, executed boolean not null, -- false: canceled
    primary key (block, log_index)
);

-- support: 0 against, 1 for, 2 abstain; params null: none.
create table ballot (
    block bigint, log_index integer, transaction bytea not null,
    proposal numeric(78,0) not null, voter bytea not null, support integer not null check (support between 0 and 2),
    weight numeric(78,0) not null, reason text not null, params bytea,
    primary key (block, log_index), unique (proposal, voter)
);
create index ballot_proposal on ballot (proposal, block, log_index) include (support, weight);
create index ballot_voter on ballot (voter, block, log_index);

-- Accounts whose votes do not count from a time on.
create table vote_exclusion (
    block bigint, log_index integer, transaction bytea not null,
    account bytea not null unique, since bigint not null,
    primary key (block, log_index)
);

-- An operation may be scheduled again after it was cancelled: its calls are the same, for its id is their hash.
create table scheduled_call (
    block bigint, log_index integer, transaction bytea not null,
    operation bytea not null, place integer not null, target bytea not null, value numeric(78,0) not null, data bytea not null,
    predecessor bytea not null, delay numeric(78,0) not null,
    primary key (block, log_index)
);
create index scheduled_call_operation on scheduled_call (operation, place, block, log_index);
create index scheduled_call_first on scheduled_call (block, log_index) where place = 0;
create index scheduled_call_target on scheduled_call (target, operation);
create table operation_salt (
    block bigint, log_index integer, transaction bytea not null,
    operation bytea not null, salt bytea not null,
    primary key (block, log_index)
);
create index operation_salt_operation on operation_salt (operation);
create table guardian_operation (
    block bigint, log_index integer, transaction bytea not null,
    operation bytea not null, guardian bytea not null,
    primary key (block, log_index)
);
create index guardian_operation_operation on guardian_operation (operation, block, log_index);
create table executed_call (
    block bigint, log_index integer, transaction bytea not null,
    operation bytea not null, place integer not null,
    primary key (block, log_index)
);
create index executed_call_operation on executed_call (operation, place, block, log_index);
-- Executed calls that the governor applied itself, in the same transaction.
create table deferred_call (
    block bigint, log_index integer, transaction bytea not null,
    operation bytea not null, place integer not null, governor bytea not null,
    primary key (block, log_index)
);
create index deferred_call_operation on deferred_call (operation, place);
create table operation_cancel (
    block bigint, log_index integer, transaction bytea not null,
    operation bytea not null,
    primary key (block, log_index)
);
create index operation_cancel_operation on operation_cancel (operation, block, log_index);

-- role: admin, proposer, executor, canceller, or the hash of another.
create table timelock_role (
    block bigint, log_index integer, transaction bytea not null,
    role text collate "C" not null, account bytea not null, sender bytea not null, granted boolean not null,
    primary key (block, log_index)
);
create index timelock_role_role on timelock_role (role, account, block, log_index);
create table guardian_change (
    block bigint, log_index integer, transaction bytea not null,
    guardian bytea not null, until bigint not null, -- the zero address: nobody
    primary key (block, log_index)
);

-- For the ranking of delegates, and for the supply of a past time.
create index vote_change_votes on vote_change (votes, block, log_index);
create index transfer_pss_supply on transfer (block, log_index)
    where token = 'pss' and (sender = '\x0000000000000000000000000000000000000000'
                             or recipient = '\x0000000000000000000000000000000000000000');

-- Votes of an account at a time that is past as of the block, as PSS tells them.
create function past_votes(whose bytea, at_time bigint, as_of bigint) returns numeric language sql stable as $$
    select coalesce((select v.votes from vote_change v join block b on b.number = v.block
                     where v.account = whose and v.block <= as_of and b.time <= at_time
                     order by v.block desc, v.log_index desc limit 1), 0)
$$;

-- Votes that a proposal with a snapshot that is past as of the block needs, as the governor computes them:
-- a percentage, rounded down, of the supply at that time less the excluded accounts' votes.
create function quorum_as_of(snapshot bigint, as_of bigint) returns numeric language sql stable as $$
    select div(greatest(
        (select coalesce(sum(case when t.recipient = t.sender then 0
                                  when t.sender = '\x0000000000000000000000000000000000000000' then t.amount
                                  else -t.amount end), 0)
         from transfer t join block b on b.number = t.block
         where t.token = 'pss' and (t.sender = '\x0000000000000000000000000000000000000000'
                                    or t.recipient = '\x0000000000000000000000000000000000000000')
           and t.block <= as_of and b.time <= snapshot)
        - (select coalesce(sum(past_votes(x.account, snapshot, as_of)), 0)
           from vote_exclusion x where x.block <= as_of and x.since <= snapshot), 0)
        * coalesce((select p.value from parameter_change p join block b on b.number = p.block
                    where p.contract = 'governor' and p.name = 'quorum_percent' and p.block <= as_of and b.time <= snapshot
                    order by p.block desc, p.log_index desc limit 1), 0), 100)
$$;

-- What became of an operation: scheduled, done, cancelled; null: it was never scheduled.
create function operation_as_of(what bytea, as_of bigint) returns text language sql stable as $$
    select kind from (
        (select block, log_index, 'scheduled' as kind from scheduled_call
         where operation = what and place = 0 and block <= as_of order by block desc, log_index desc limit 1)
        union all
        (select block, log_index, 'done' from executed_call
         where operation = what and place = 0 and block <= as_of order by block desc, log_index desc limit 1)
        union all
        (select block, log_index, 'cancelled' from operation_cancel
         where operation = what and block <= as_of order by block desc, log_index desc limit 1)) e
    order by block desc, log_index desc limit 1
$$;
