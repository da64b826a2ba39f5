-- Reports on products, and the votes on them.

create table experience_report (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique, product bigint not null, account bytea not null, cycle bigint not null, order_id bigint not null,
    line integer not null, conformity integer not null, bond numeric(78,0) not null, model bigint not null, version bigint not null,
    measured numeric(78,0)[] not null, evidence_hash bytea not null, evidence text not null,
    primary key (block, log_index)
);
create index experience_report_product on experience_report (product, cycle, block, log_index);
create index experience_report_account on experience_report (account, block, log_index);
create index experience_report_cycle on experience_report (cycle, block, log_index);

-- What an account did, or what was done to it, about the reports on a product of a cycle; what it is now is the last row.
-- report, weight: null of committed and forfeited, and of barred if nothing was revealed. gain: of revealed and confirmed.
create table experience_vote (
    block bigint, log_index integer, transaction bytea not null,
    cycle bigint not null, product bigint not null, account bytea not null,
    kind text collate "C" not null check (kind in ('committed', 'revealed', 'confirmed', 'barred', 'forfeited')),
    commitment bytea, report bigint, weight numeric(78,0), gain numeric(78,0), report_weight numeric(78,0),
    product_weight numeric(78,0), store bigint, request bigint, counted boolean, lost_bps integer,
    primary key (block, log_index)
);
create index experience_vote_vote on experience_vote (cycle, product, account, block, log_index);
create index experience_vote_account on experience_vote (account, block, log_index);
create index experience_vote_product on experience_vote (product, block, log_index);
create index experience_vote_report on experience_vote (report, block, log_index) where kind in ('revealed', 'barred');
create index experience_vote_weight on experience_vote (cycle, product, block, log_index) where kind in ('revealed', 'barred');

create table experience_rules (
    block bigint, log_index integer, transaction bytea not null,
    cycle bigint not null unique, total numeric(78,0) not null, quorum numeric(78,0) not null, cap numeric(78,0) not null,
    vote_gain_bps integer not null,
    primary key (block, log_index)
);

-- Reports in the best three places, 0: none; tenths of the product's fees that win, 0: no quorum.
create table places_change (
    block bigint, log_index integer, transaction bytea not null,
    cycle bigint not null, product bigint not null, first bigint not null, second bigint not null, third bigint not null,
    tenths integer not null,
    primary key (block, log_index)
);
create index places_change_product on places_change (cycle, product, block, log_index);

create table report_settlement (
    block bigint, log_index integer, transaction bytea not null,
    report bigint not null unique, account bytea not null, bond numeric(78,0) not null, place integer not null, gain numeric(78,0) not null,
    primary key (block, log_index)
);
create table report_dispute (
    block bigint, log_index integer, transaction bytea not null,
    report bigint not null, dispute numeric(78,0) not null, account bytea not null, sum numeric(78,0) not null,
    replaced numeric(78,0), evidence text not null, -- replaced null: none
    primary key (block, log_index)
);
create index report_dispute_report on report_dispute (report, block, log_index);
create index report_dispute_dispute on report_dispute (dispute);
create table report_strike (
    block bigint, log_index integer, transaction bytea not null,
    report bigint not null unique, dispute numeric(78,0) not null, account bytea not null, place integer not null, bond numeric(78,0) not null,
    primary key (block, log_index)
);

create table experience_parameters (
    block bigint, log_index integer, transaction bytea not null,
    bond numeric(78,0) not null, quorum_bps integer not null, cap_bps integer not null, vote_gain_bps integer not null,
    report_gain numeric(78,0) not null,
    primary key (block, log_index)
);
