// One proposal: what it would do, call by call; how it stands; and what can be done now.

import { useRoute } from "preact-iso";
import { useState } from "preact/hooks";
import type { Answer } from "../api/client";
import { now } from "../api/live";
import { useApi, useTurns } from "../api/use";
import { proposeCall, type Call } from "../chain/plan";
import { connection } from "../chain/wallet";
import { exact, pss } from "../money/amount";
import { Page, Section } from "../ui/page";
import { Empty, Show } from "../ui/show";
import { Table } from "../ui/table";
import { Address, Amount, Countdown, Time } from "../ui/value";
import { Act } from "../ui/wallet";
import { stateOf } from "./states";
import { Tally } from "./tally";

type Proposal = Answer<"/v1/proposals/{id}">;

export default function ProposalPage() {
  const { params } = useRoute();
  const proposal = useApi("/v1/proposals/{id}", { path: { id: params.id ?? "" } });
  useTurns([proposal.data?.snapshot, proposal.data?.deadline, proposal.data?.eta], proposal.retry);
  return <Show of={proposal}>{(data) => <View proposal={data} />}</Show>;
}

function View({ proposal }: { proposal: Proposal }) {
  const [word, style] = stateOf(proposal.state);
  const rest = proposal.description.slice(proposal.title.length).trim();
  return (
    <Page
      title={proposal.title || "Without a title"}
      crumb={
        <>
          <a href="/govern">Govern</a> / proposal
        </>
      }
      lead={
        <>
          <span class={style}>{word}</span>{" "}
          <span class="small">
            proposed by <Address of={proposal.proposer} you={connection.value?.account} />, <Time at={proposal.time} />
          </span>
        </>
      }
    >
      <div class="two">
        <div>
          <Tally of={proposal} />
          {rest && <p class="pre">{rest}</p>}
          <Section title={proposal.calls.length === 1 ? "What it would do" : `What it would do, in ${proposal.calls.length} calls`}>
            <ol>
              {proposal.calls.map((call, index) => (
                <CallView key={index} call={call} />
              ))}
            </ol>
          </Section>
          <Section title="Votes">
            <Ballots id={proposal.id} />
          </Section>
        </div>
        <aside class="aside stack" aria-label="What can be done">
          <Deadlines proposal={proposal} />
          <Actions proposal={proposal} />
        </aside>
      </div>
    </Page>
  );
}

function CallView({ call }: { call: Proposal["calls"][number] }) {
  return (
    <li class="line">
      <p>
        {call.contract ? call.contract : <span class="mono">{call.target}</span>}: <strong>{call.function ? call.function.split("(")[0] : "a call that no interface here knows"}</strong>
        {BigInt(call.value) > 0n && <>, with {exact(call.value, 18)} ETH</>}
      </p>
      {call.arguments ? (
        <dl class="pairs small mono">
          {call.arguments.map((argument) => (
            <>
              <dt>{argument.name}</dt>
              <dd>{typeof argument.value === "string" ? argument.value : JSON.stringify(argument.value)}</dd>
            </>
          ))}
        </dl>
      ) : (
        <p class="mono small">{call.data}</p>
      )}
    </li>
  );
}

function Ballots({ id }: { id: string }) {
  const votes = useApi("/v1/proposals/{id}/votes", { path: { id }, query: { limit: 100 } });
  return (
    <Show of={votes}>
      {(page) =>
        page.items.length === 0 ? (
          <Empty>Nobody has voted yet.</Empty>
        ) : (
          <Table label="Votes" heads={["Voter", "Vote", "Reason", { number: "Weight" }]}>
            {page.items.map((ballot) => (
              <tr key={ballot.voter}>
                <td>
                  <Address of={ballot.voter} you={connection.value?.account} />
                </td>
                <td>{ballot.support}</td>
                <td>{ballot.reason}</td>
                <td class="number">
                  <Amount of={ballot.weight} token={pss} most={2} />
                </td>
              </tr>
            ))}
          </Table>
        )
      }
    </Show>
  );
}

const STEPS: Record<Proposal["timeline"][number]["step"], string> = {
  created: "Proposed",
  voting_started: "Voting began",
  extended: "Voting extended: the quorum came late",
  votes_counted: "Voting ended",
  queued: "Put into the timelock",
  canceled: "Withdrawn",
  operation_cancelled: "Cancelled in the timelock",
  operation_scheduled_again: "Scheduled again",
  executed: "Carried out",
  call_applied: "Call",
};

function Deadlines({ proposal }: { proposal: Proposal }) {
  return (
    <>
      {proposal.state === "active" && (
        <p>
          Voting ends <Countdown to={proposal.deadline} />.
        </p>
      )}
      {proposal.state === "pending" && (
        <p>
          Voting begins <Countdown to={proposal.snapshot} />.
        </p>
      )}
      {proposal.state === "queued" && proposal.eta && (
        <p>
          It can be carried out <Countdown to={proposal.eta} over="now, by anybody" />.
        </p>
      )}
      <ol class="small">
        {proposal.timeline.map((step, index) => (
          <li key={index}>
            {STEPS[step.step]}
            {step.step === "call_applied" && ` ${(step.call ?? 0) + 1} made${step.deferred ? ", by the governor, after the others" : ""}`} <span class="soft">– <Time at={step.time} /></span>
          </li>
        ))}
      </ol>
    </>
  );
}

function Actions({ proposal }: { proposal: Proposal }) {
  const me = connection.value?.account;
  const own = useApi(me ? "/v1/proposals/{id}/votes" : null, { path: { id: proposal.id }, query: { voter: me ?? "", limit: 1 } });
  const [reason, setReason] = useState("");
  const ballot = own.data?.items[0];
  const batch = (fn: string): Call => ({ contract: "governor", fn, args: [proposal.calls.map((call) => call.target), proposal.calls.map((call) => call.value), proposal.calls.map((call) => call.data), proposal.description_hash] });
  const act = (title: string, effect: string, call: Call): Promise<void> => proposeCall(title, [["Proposal", proposal.title], ["Effect", effect]], call);
  const vote = (support: 0 | 1 | 2, word: string): Promise<void> =>
    act(`Vote ${word}`, "counts all votes that you had when voting began; it cannot be changed", reason ? { contract: "governor", fn: "castVoteWithReason", args: [proposal.id, support, reason] } : { contract: "governor", fn: "castVote", args: [proposal.id, support] });
  return (
    <>
      {ballot && (
        <p>
          You voted <strong>{ballot.support}</strong> with <Amount of={ballot.weight} token={pss} most={2} />.
        </p>
      )}
      {proposal.state === "active" && !ballot && (
        <>
          <label class="field">
            <span>Reason, if you like</span>
            <input value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
          </label>
          <div class="row">
            <Act main slim label="For" act={() => vote(1, "for")} />
            <Act slim label="Against" act={() => vote(0, "against")} />
            <Act slim label="Abstain" act={() => vote(2, "abstain")} />
          </div>
        </>
      )}
      {proposal.state === "succeeded" && <Act main label="Queue it" act={() => act("Queue the proposal", "it waits in the timelock, then anybody can carry it out", batch("queue"))} />}
      {proposal.state === "queued" && <Act main label="Carry it out" disabled={now.value < (proposal.eta ?? 0)} act={() => act("Carry out the proposal", "every call above is made, or none", batch("execute"))} />}
      {proposal.state === "pending" && me === proposal.proposer && <Act label="Withdraw it" act={() => act("Withdraw the proposal", "nobody can vote on it any more", batch("cancel"))} />}
    </>
  );
}
