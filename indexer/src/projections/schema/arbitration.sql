-- The arbitration. What time brings about is logged by nobody: it follows from these rows and the time of the answer.

create table arbitrable_change (
    block bigint, log_index integer, transaction bytea not null,
    arbitrable bytea not null, allowed boolean not null,
    primary key (block, log_index)
);

create table dispute_creation (
    block bigint, log_index integer, transaction bytea not null,
    dispute bigint not null unique, arbitrable bytea not null,
    primary key (block, log_index)
);
-- product 0: about none.
create table arbitration_dispute (
    block bigint, log_index integer, transaction bytea not null,
    id bigint not null unique, party bytea not null, respondent bytea not null, product numeric(78,0) not null,
    sum numeric(78,0) not null, bond numeric(78,0) not null, fund_until bigint not null,
    primary key (block, log_index)
);
create index arbitration_dispute_party on arbitration_dispute (party, block, log_index);
create index arbitration_dispute_respondent on arbitration_dispute (respondent, block, log_index);
create index arbitration_dispute_product on arbitration_dispute (product, block, log_index) where product <> 0;

create table dispute_bond (
    block bigint, log_index integer, transaction bytea not null,
    dispute bigint not null, account bytea not null,
    kind text collate "C" not null check (kind in ('party', 'respondent', 'appeal')), amount numeric(78,0) not null, until bigint not null,
    primary key (block, log_index)
);
create index dispute_bond_dispute on dispute_bond (dispute, block, log_index);
create table dispute_evidence (
    block bigint, log_index integer, transaction bytea not null,
    dispute bigint not null, account bytea not null, evidence text not null,
    primary key (block, log_index)
);
create index dispute_evidence_dispute on dispute_evidence (dispute, block, log_index);
create table dispute_round (
    block bigint, log_index integer, transaction bytea not null,
    dispute bigint not null, round integer not null, commit_until bigint not null, reveal_until bigint not null,
    quorum numeric(78,0) not null, cap numeric(78,0) not null,
    primary key (block, log_index), unique (dispute, round)
);

-- What a juror did or what became of its vote; what it is now is the last row.
create table juror_vote (
    block bigint, log_index integer, transaction bytea not null,
    dispute bigint not null, round integer not null, juror bytea not null,
    kind text collate "C" not null check (kind in ('committed', 'revealed', 'removed', 'settled')),
    commitment bytea, choice integer, weight numeric(78,0), request bigint, paid numeric(78,0), gained numeric(78,0),
    lost_bps integer, remainder numeric(78,0),
    primary key (block, log_index)
);
create index juror_vote_vote on juror_vote (dispute, round, juror, block, log_index);
create index juror_vote_juror on juror_vote (juror, block, log_index);

-- ERC-792's events of an appeal, and where somebody logged that time has led a dispute.
create table dispute_notice (
    block bigint, log_index integer, transaction bytea not null,
    dispute bigint not null, kind text collate "C" not null check (kind in ('appeal_possible', 'appealed', 'advanced')),
    state integer, outcome integer, deadline bigint,
    primary key (block, log_index)
);
create index dispute_notice_dispute on dispute_notice (dispute, block, log_index);
create table umpire_ruling (
    block bigint, log_index integer, transaction bytea not null,
    dispute bigint not null unique, umpire bytea not null, ruling integer not null,
    primary key (block, log_index)
);
create table dispute_resolution (
    block bigint, log_index integer, transaction bytea not null,
    dispute bigint not null unique, ruling integer not null, to_party numeric(78,0) not null, to_respondent numeric(78,0) not null,
    to_jurors numeric(78,0) not null, weight numeric(78,0) not null,
    primary key (block, log_index)
);
create table ruling_push (
    block bigint, log_index integer, transaction bytea not null,
    dispute bigint not null, arbitrable bytea not null, ruling integer not null, taken boolean not null,
    primary key (block, log_index)
);
create index ruling_push_dispute on ruling_push (dispute, block, log_index);

create table arbitration_parameters (
    block bigint, log_index integer, transaction bytea not null,
    min_bond numeric(78,0) not null, bond_bps integer not null, match_secs bigint not null, commit_secs bigint not null,
    reveal_secs bigint not null, appeal_secs bigint not null, umpire_secs bigint not null, quorum_bps integer not null,
    cap_bps integer not null, juror_bps integer not null, gain_bps integer not null, lose_bps integer not null,
    primary key (block, log_index)
);
