//! GET /v1/disputes and one dispute

use axum::{extract::State as Shared, response::Response};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Postgres, QueryBuilder};
use utoipa::{IntoParams, ToSchema};

use super::{
    Api, ApiError,
    network::{self, natural, units},
    page::{Nothing, ORIGIN, Page, PageRequest, Paging, Params},
    path::Path,
    snapshot::{AsOf, One, Snapshot},
    types::{Account, Amount, Origin, Time, parse_id},
};
use crate::{
    deployment::Contract,
    quality::dispute::{Act, Dispute as Core, Ruling, State, Tally, Terms},
};

/// A dispute before the arbitration. What time alone brings about is told as the contract's own views do.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArbitrationDispute {
    #[schema(example = 1)]
    pub id: i64,
    /// The contract that asked, and takes the ruling.
    pub arbitrable: Account,
    pub about: About,
    /// Who disputes.
    pub party: Account,
    pub respondent: Account,
    /// Absent when it is about none.
    pub product: Option<Amount>,
    /// What is at stake, base units of PSC.
    pub sum: Amount,
    /// Of either side, base units of PSC.
    pub bond: Amount,
    /// At the time of the answer's block.
    #[schema(inline)]
    pub state: State,
    /// First second at which time moves it on; of a final one, since when it is.
    pub deadline: Time,
    /// Of the first round; absent as long as there is none.
    #[schema(inline)]
    pub outcome: Option<Ruling>,
    /// Absent before it is final.
    #[schema(inline)]
    pub ruling: Option<Ruling>,
    /// The first one, and that of the appeal.
    pub rounds: Vec<Round>,
    /// What became of the bonds; absent before they are divided.
    pub division: Option<Division>,
    /// Whether the arbitrable took the ruling when it was told.
    pub executed: bool,
    #[serde(flatten)]
    pub origin: Origin,
}

/// What a dispute is about: a line of an order, a report, a model, or a platform's statement of sales; nothing of it for other contracts.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema, FromRow)]
pub struct About {
    pub order: Option<i64>,
    /// Of the order.
    pub line: Option<i32>,
    pub report: Option<i64>,
    pub model: Option<i64>,
    pub statement: Option<i64>,
}

/// A round of votes. In power units.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Round {
    pub for_party: Amount,
    pub for_respondent: Amount,
    /// Least weight of both for an outcome.
    pub quorum: Amount,
    /// Most weight of one juror.
    pub cap: Amount,
    /// Votes are committed until then,
    pub commit_until: i64,
    /// and revealed until then.
    pub reveal_until: i64,
    /// Number of votes that were revealed and count.
    pub votes: i64,
}

/// How bonds were divided. In base units of PSC.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Division {
    pub to_party: Amount,
    pub to_respondent: Amount,
    /// To the jurors who voted for the ruling, in proportion to their weight.
    pub to_jurors: Amount,
    /// Of those jurors, power units.
    pub weight: Amount,
}

/// A dispute, and what time and its parties made of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DisputeInFull {
    #[serde(flatten)]
    pub dispute: ArbitrationDispute,
    /// Each state that it was in and since when, the first one first.
    pub course: Vec<Stage>,
    /// As they were when it was opened.
    pub terms: DisputeTerms,
}

/// A state, and when it began.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stage {
    #[schema(inline)]
    pub state: State,
    pub since: Time,
    /// 0: the first one, 1: the appeal's.
    pub round: u8,
}

/// What a dispute goes by.
#[derive(Clone, Debug, Default, Serialize, ToSchema, FromRow)]
pub struct DisputeTerms {
    /// For either bond.
    pub match_secs: i64,
    pub commit_secs: i64,
    pub reveal_secs: i64,
    pub appeal_secs: i64,
    pub umpire_secs: i64,
    /// Of the earned power when a round begins.
    pub quorum_bps: i32,
    /// Most weight of one juror, likewise.
    pub cap_bps: i32,
    /// The jurors' part of the loser's bonds.
    pub juror_bps: i32,
    /// Of the weight: power that a juror gains who voted for the ruling.
    pub gain_bps: i32,
    /// Of the power: what others lose.
    pub lose_bps: i32,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    arbitrable: Account,
    party: Account,
    respondent: Account,
    product: Amount,
    sum: Amount,
    bond: Amount,
    fund_until: i64,
    /// First second after the time to appeal, as it was last told.
    appeal_held: Option<i64>,
    opened: i64,
    #[sqlx(flatten)]
    about: About,
    #[sqlx(flatten)]
    terms: DisputeTerms,
    funded_at: Option<i64>,
    match_until: Option<i64>,
    matched_at: Option<i64>,
    appealed_at: Option<i64>,
    ruled_at: Option<i64>,
    umpire_ruling: Option<i32>,
    commit_until: Vec<i64>,
    reveal_until: Vec<i64>,
    quorums: Vec<Amount>,
    caps: Vec<Amount>,
    for_party: Vec<Amount>,
    for_respondent: Vec<Amount>,
    votes: Vec<i64>,
    to_party: Option<Amount>,
    to_respondent: Option<Amount>,
    to_jurors: Option<Amount>,
    weight: Option<Amount>,
    executed: bool,
    #[sqlx(flatten)]
    origin: Origin,
}

/// Which disputes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DisputeFilter {
    /// Opened by this account.
    party: Option<Account>,
    /// Against this account.
    respondent: Option<Account>,
    /// About this product.
    #[param(minimum = 1)]
    product: Option<i64>,
    /// Asked by this contract.
    arbitrable: Option<Account>,
    /// In this state at the time of the answer's block.
    #[param(inline)]
    state: Option<State>,
    /// In which this account is a juror.
    juror: Option<Account>,
}

fn name(state: State) -> &'static str {
    match state {
        State::Funding => "funding",
        State::Matching => "matching",
        State::Commit => "commit",
        State::Reveal => "reveal",
        State::Appeal => "appeal",
        State::Umpire => "umpire",
        State::Final => "final",
    }
}

impl Row {
    fn rounds(&self) -> Vec<Round> {
        (0..self.quorums.len())
            .map(|at| Round {
                for_party: self.for_party[at],
                for_respondent: self.for_respondent[at],
                quorum: self.quorums[at],
                cap: self.caps[at],
                commit_until: self.commit_until[at],
                reveal_until: self.reveal_until[at],
                votes: self.votes[at],
            })
            .collect()
    }

    /// The dispute as of `now`, and each state that it was in by then.
    fn course(&self, now: u64) -> (Core, Vec<Stage>) {
        let rounds = [0, 1].map(|at| Tally {
            party: self.for_party.get(at).copied().map_or(0, units),
            respondent: self.for_respondent.get(at).copied().map_or(0, units),
            quorum: self.quorums.get(at).copied().map_or(0, units),
        });
        let revealed = self.reveal_until.first().copied();
        let held = self.appeal_held.zip(revealed).map(|(to, from)| to - from);
        let terms = Terms {
            reveal: natural(self.terms.reveal_secs),
            appeal: natural(self.terms.appeal_secs.max(held.unwrap_or(0))),
            umpire: natural(self.terms.umpire_secs),
        };
        let until = |at: usize| self.commit_until.get(at).copied().map_or(0, natural);
        let acts = [
            self.funded_at
                .zip(self.match_until)
                .map(|(at, until)| (at, Act::Fund(natural(until)))),
            self.matched_at.map(|at| (at, Act::Match(until(0)))),
            self.appealed_at.map(|at| (at, Act::Appeal(until(1)))),
            self.ruled_at
                .zip(self.umpire_ruling)
                .map(|(at, ruling)| (at, Act::Rule(Ruling::from_number(ruling)))),
        ];
        let mut core = Core::open(natural(self.fund_until));
        let stage = |core: &Core, since| Stage {
            state: core.state,
            since: Time(since),
            round: core.appealed.into(),
        };
        let mut stages = vec![stage(&core, natural(self.opened))];
        let mut pass = |core: Core, to: u64| {
            let mut core = core;
            // One step at a time: each begins when the one before it ended.
            while core.state != State::Final && core.deadline <= to {
                let since = core.deadline;
                core = core.at(since, &terms, &rounds);
                stages.push(stage(&core, since));
            }
            core
        };
        let mut done = Vec::new();
        for (at, act) in acts.into_iter().flatten() {
            let at = natural(at);
            core = pass(core, at).act(at, act);
            done.push(stage(&core, at));
        }
        core = pass(core, now);
        stages.extend(done);
        // States only grow within a round.
        stages.sort_by_key(|stage| (stage.since.0, stage.round, stage.state));
        (core, stages)
    }

    fn dispute(self, now: u64) -> ArbitrationDispute {
        let (core, _) = self.course(now);
        let rounds = self.rounds();
        let division = (
            self.to_party,
            self.to_respondent,
            self.to_jurors,
            self.weight,
        );
        ArbitrationDispute {
            id: self.id,
            arbitrable: self.arbitrable,
            about: self.about,
            party: self.party,
            respondent: self.respondent,
            product: Some(self.product).filter(|product| !product.0.is_zero()),
            sum: self.sum,
            bond: self.bond,
            state: core.state,
            deadline: Time(core.deadline),
            outcome: core.outcome,
            ruling: core.ruling,
            rounds,
            division: match division {
                (Some(to_party), Some(to_respondent), Some(to_jurors), Some(weight)) => {
                    Some(Division {
                        to_party,
                        to_respondent,
                        to_jurors,
                        weight,
                    })
                }
                _ => None,
            },
            executed: self.executed,
            origin: self.origin,
        }
    }
}

/// `s.state` is computed as the contract does it; `q` has the windows of bonds that were held while PSC was paused.
fn select(api: &Api, snapshot: &Snapshot) -> QueryBuilder<Postgres> {
    let address = |contract| api.deployment.address(contract).to_vec();
    let mut sql = QueryBuilder::new(
        "select t.id, c.arbitrable, t.party, t.respondent, t.product, t.sum, t.bond,
                greatest(t.fund_until, q.funding) as fund_until, q.appeal as appeal_held, b.time as opened,
                l.order_id as order, l.line, r.report, m.model, i.statement,
                p.match_secs, p.commit_secs, p.reveal_secs, p.appeal_secs, p.umpire_secs, p.quorum_bps, p.cap_bps, p.juror_bps,
                p.gain_bps, p.lose_bps, f.time as funded_at, f.until_held as match_until, g.time as matched_at, h.time as appealed_at,
                u.time as ruled_at, u.ruling as umpire_ruling, v.commit_until, v.reveal_until, v.quorums, v.caps, v.for_party,
                v.for_respondent, v.votes, d.to_party, d.to_respondent, d.to_jurors, d.weight,
                exists (select from ruling_push x where x.dispute = t.id and x.taken and x.block <= at.block) as executed, ",
    );
    sql.push(ORIGIN)
        .push(" from (select ")
        .push_bind(snapshot.block())
        .push("::bigint as block, ")
        .push_bind(snapshot.meta.block_time)
        .push("::bigint as time, ")
        .push_bind(address(Contract::Arbitration))
        .push("::bytea as own, ")
        .push_bind(address(Contract::Checkout))
        .push("::bytea as checkout, ")
        .push_bind(address(Contract::Experience))
        .push("::bytea as experience, ")
        .push_bind(address(Contract::Statements))
        .push("::bytea as statements, ")
        .push_bind(address(Contract::Quality))
        .push(
            "::bytea as quality) at cross join arbitration_dispute t join block b on b.number = t.block
             join dispute_creation c on c.dispute = t.id
             cross join lateral (select p.* from arbitration_parameters p where (p.block, p.log_index) < (t.block, t.log_index)
                                 order by p.block desc, p.log_index desc limit 1) p
             left join lateral (select l.order_id, l.line from dispute l where c.arbitrable = at.checkout and l.arbitrator = at.own
                                and l.dispute_id = t.id and l.block <= at.block order by l.block, l.log_index limit 1) l on true
             left join lateral (select r.report from report_dispute r where c.arbitrable = at.experience and r.dispute = t.id
                                and r.block <= at.block order by r.block, r.log_index limit 1) r on true
             left join lateral (select m.model from model_dispute m where c.arbitrable = at.quality and m.dispute = t.id
                                and m.block <= at.block order by m.block, m.log_index limit 1) m on true
             left join lateral (select i.statement from statement_dispute i where c.arbitrable = at.statements and i.dispute = t.id
                                and i.block <= at.block order by i.block, i.log_index limit 1) i on true
             cross join lateral (select max(o.deadline) filter (where o.state = 1) as funding,
                                        max(o.deadline) filter (where o.state = 2) as matching,
                                        max(o.deadline) filter (where o.state = 5) as appeal
                                 from dispute_notice o where o.dispute = t.id and o.kind = 'advanced' and o.block <= at.block) q
             left join lateral (select k.time, greatest(o.until, q.matching) as until_held
                                from dispute_bond o join block k on k.number = o.block
                                where o.dispute = t.id and o.kind = 'party' and o.block <= at.block limit 1) f on true
             left join lateral (select k.time from dispute_bond o join block k on k.number = o.block
                                where o.dispute = t.id and o.kind = 'respondent' and o.block <= at.block limit 1) g on true
             left join lateral (select k.time from dispute_bond o join block k on k.number = o.block
                                where o.dispute = t.id and o.kind = 'appeal' and o.block <= at.block limit 1) h on true
             left join lateral (select k.time, o.ruling from umpire_ruling o join block k on k.number = o.block
                                where o.dispute = t.id and o.block <= at.block) u on true
             left join dispute_resolution d on d.dispute = t.id and d.block <= at.block
             cross join lateral (
                 select coalesce(array_agg(o.commit_until order by o.round), '{}') as commit_until,
                        coalesce(array_agg(o.reveal_until order by o.round), '{}') as reveal_until,
                        coalesce(array_agg(o.quorum order by o.round), '{}') as quorums,
                        coalesce(array_agg(o.cap order by o.round), '{}') as caps,
                        coalesce(array_agg(w.for_party order by o.round), '{}') as for_party,
                        coalesce(array_agg(w.for_respondent order by o.round), '{}') as for_respondent,
                        coalesce(array_agg(w.votes order by o.round), '{}') as votes,
                        max(o.round) as last_round,
                        (array_agg(o.commit_until order by o.round desc))[1] as commits_end,
                        (array_agg(o.reveal_until order by o.round desc))[1] as reveals_end,
                        (array_agg(w.for_party <> w.for_respondent and w.for_party + w.for_respondent >= o.quorum
                                   order by o.round desc))[1] as decided
                 from dispute_round o
                 cross join lateral (
                     select coalesce(sum(j.weight) filter (where j.choice = 1), 0) as for_party,
                            coalesce(sum(j.weight) filter (where j.choice = 2), 0) as for_respondent, count(*) as votes
                     from juror_vote j where j.dispute = o.dispute and j.round = o.round and j.kind = 'revealed' and j.block <= at.block
                         and not exists (select from juror_vote e where e.dispute = j.dispute and e.round = j.round and e.juror = j.juror
                                         and e.kind = 'removed' and e.block <= at.block)) w
                 where o.dispute = t.id and o.block <= at.block) v
             cross join lateral (select case
                 when u.time is not null then 'final'
                 when f.time is null then case when at.time < greatest(t.fund_until, q.funding) then 'funding' else 'final' end
                 when g.time is null then case when at.time < f.until_held then 'matching' else 'final' end
                 when at.time < v.commits_end then 'commit'
                 when at.time < v.reveals_end then 'reveal'
                 when not v.decided then case when at.time < v.reveals_end + p.umpire_secs then 'umpire' else 'final' end
                 when v.last_round = 0 and at.time < greatest(v.reveals_end + p.appeal_secs, q.appeal) then 'appeal'
                 else 'final' end as state) s
             where t.block <= at.block",
        );
    sql
}

/// Disputes before the arbitration
#[utoipa::path(get, path = "/v1/disputes", tag = "arbitration", params(DisputeFilter, AsOf, Paging),
    responses((status = 200, body = Page<ArbitrationDispute>)))]
pub async fn disputes(
    Shared(api): Shared<Api>,
    Params(filter): Params<DisputeFilter>,
    page: PageRequest,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let mut sql = select(&api, &snapshot);
    for (column, wanted) in [
        (" and t.party = ", filter.party),
        (" and t.respondent = ", filter.respondent),
        (" and c.arbitrable = ", filter.arbitrable),
    ] {
        if let Some(Account(account)) = wanted {
            sql.push(column).push_bind(account.to_vec());
        }
    }
    if let Some(product) = filter.product {
        sql.push(" and t.product <> 0 and t.product = ")
            .push_bind(product);
    }
    if let Some(state) = filter.state {
        sql.push(" and s.state = ").push_bind(name(state));
    }
    if let Some(Account(juror)) = filter.juror {
        sql.push(" and t.id in (select j.dispute from juror_vote j where j.block <= at.block and j.juror = ")
            .push_bind(juror.to_vec())
            .push(")");
    }
    page.push(&mut sql);
    let (rows, next) = page
        .fetch(&mut snapshot, &mut sql, |row: &Row| &row.origin)
        .await?;
    let now = network::now(&snapshot);
    let items: Vec<_> = rows.into_iter().map(|row| row.dispute(now)).collect();
    Ok(snapshot.json(|meta| Page { items, next, meta }))
}

/// One dispute
#[utoipa::path(get, path = "/v1/disputes/{id}", tag = "arbitration",
    params(("id" = i64, Path, description = "Number of the dispute"), AsOf),
    responses((status = 200, body = One<DisputeInFull>)))]
pub async fn dispute(
    Shared(api): Shared<Api>,
    Path(id): Path<String>,
    _: Params<Nothing>,
    mut snapshot: Snapshot,
) -> Result<Response, ApiError> {
    let id = parse_id(&id).map_err(ApiError::invalid)?;
    let mut sql = select(&api, &snapshot);
    sql.push(" and t.id = ").push_bind(id);
    let found: Option<Row> = sql.build_query_as().fetch_optional(snapshot.conn()).await?;
    let row = found.ok_or_else(|| no_dispute(id))?;
    let now = network::now(&snapshot);
    let (_, course) = row.course(now);
    let terms = row.terms.clone();
    let dispute = row.dispute(now);
    Ok(snapshot.one(DisputeInFull {
        dispute,
        course,
        terms,
    }))
}

fn no_dispute(id: i64) -> ApiError {
    ApiError::not_found(format!("no dispute {id}"))
}

/// 404 for a dispute that there is not.
pub async fn known(snapshot: &mut Snapshot, id: i64) -> Result<(), ApiError> {
    let known: bool = sqlx::query_scalar(
        "select exists (select from arbitration_dispute where id = $1 and block <= $2)",
    )
    .bind(id)
    .bind(snapshot.block())
    .fetch_one(snapshot.conn())
    .await?;
    if known { Ok(()) } else { Err(no_dispute(id)) }
}
