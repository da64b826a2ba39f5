// One dispute: where it stands, what both sides say, and what parties, jurors and anybody can do about it now.

import { useRoute } from "preact-iso";
import { useState } from "preact/hooks";
import type { Answer, ItemOf } from "../api/client";
import { useApi, useTurns } from "../api/use";
import { propose, proposeCall, send, type Call } from "../chain/plan";
import { connection } from "../chain/wallet";
import { exact, psc, PSC } from "../money/amount";
import { Page, Section } from "../ui/page";
import { Show } from "../ui/show";
import { Table } from "../ui/table";
import { Address, Amount, Countdown, Time } from "../ui/value";
import { Act } from "../ui/wallet";
import { about } from "./about";
import { SealedVote } from "./sealed-vote";
import { judge, secretOf } from "./secrets";

type Dispute = Answer<"/v1/disputes/{id}">;
type Vote = ItemOf<"/v1/disputes/{id}/votes">;

const STATES: Record<Dispute["state"], string> = {
  funding: "the disputing party is to put its bond down",
  matching: "the other side is to match the bond",
  commit: "jurors vote, sealed",
  reveal: "jurors open their votes",
  appeal: "who lost may appeal",
  umpire: "the umpire is to rule",
  final: "decided",
};
const CHOICES: [choice: 1 | 2, words: string][] = [
  [1, "For who disputes it"],
  [2, "For the other side"],
];

export default function DisputePage() {
  const { params } = useRoute();
  const dispute = useApi("/v1/disputes/{id}", { path: { id: Number(params.id) } });
  useTurns([dispute.data?.deadline], dispute.retry);
  return <Show of={dispute}>{(data) => <View dispute={data} />}</Show>;
}

function View({ dispute }: { dispute: Dispute }) {
  const path = { id: dispute.id };
  const me = connection.value?.account;
  const votes = useApi("/v1/disputes/{id}/votes", { path, query: { limit: 100 } });
  const steps = useApi("/v1/disputes/{id}/timeline", { path, query: { limit: 100 } });
  return (
    <Page
      title={`Dispute ${dispute.id}`}
      crumb={
        <>
          <a href="/quality">Quality</a> / dispute {dispute.id}
        </>
      }
      lead={
        <>
          Over {about(dispute)}: <Address of={dispute.party} you={me} /> against <Address of={dispute.respondent} you={me} />
        </>
      }
    >
      <dl class="figures">
        <div>
          <dt>Now</dt>
          <dd>
            {dispute.state}
            <small>
              {STATES[dispute.state]}
              {dispute.state !== "final" && (
                <>
                  , <Countdown to={dispute.deadline} over="time is over" />
                </>
              )}
            </small>
          </dd>
        </div>
        <div>
          <dt>{dispute.state === "final" ? "Ruling" : "Outcome so far"}</dt>
          <dd>
            {words(dispute.ruling ?? dispute.outcome)}
            <small>{dispute.executed ? "carried out" : "not carried out yet"}</small>
          </dd>
        </div>
        <div>
          <dt>Bond of each side</dt>
          <dd>
            <Amount of={dispute.bond} token={psc} />
            <small>about {exact(dispute.sum, PSC)} PSC</small>
          </dd>
        </div>
        {dispute.rounds.map((round, index) => (
          <div key={index}>
            <dt>{index === 0 ? "First round" : "Appeal"}</dt>
            <dd>
              {exact(round.for_party, 6)} : {exact(round.for_respondent, 6)}
              <small>
                power for either side; {exact(round.quorum, 6)} decide, {exact(round.cap, 6)} at most each
              </small>
            </dd>
          </div>
        ))}
      </dl>
      <Section title="What can be done">
        <Acts dispute={dispute} mine={votes.data?.items.filter((vote) => vote.juror === me) ?? []} />
      </Section>
      {votes.data && votes.data.items.length > 0 && (
        <Section title="Jurors">
          <Jurors dispute={dispute} votes={votes.data.items} />
        </Section>
      )}
      <Section title="What happened">
        <Show of={steps}>
          {(page) => (
            <ul class="small">
              {page.items.map((step) => (
                <li key={`${step.block} ${step.log_index}`}>
                  <Time at={step.time} />: {step.step.replaceAll("_", " ")} {step.account && <Address of={step.account} you={me} />} {step.amount && <Amount of={step.amount} token={psc} />} {step.evidence}
                </li>
              ))}
            </ul>
          )}
        </Show>
      </Section>
    </Page>
  );
}

function words(outcome: string | null | undefined): string {
  if (outcome === "party") return "for who disputes it";
  if (outcome === "respondent") return "for the other side";
  return outcome ?? "none";
}

function Acts({ dispute, mine }: { dispute: Dispute; mine: Vote[] }) {
  const me = connection.value?.account;
  const party = me === dispute.party;
  const side = party || me === dispute.respondent;
  const facts: [string, string][] = [["Dispute", `${dispute.id}, over ${about(dispute)}`]];
  const pay = async (title: string, fn: string): Promise<void> => {
    const [{ allow }, { contract }, { chain }] = await Promise.all([import("../chain/paying"), import("../chain/contracts"), import("../chain/send")]);
    const due = (await (await contract("arbitration", chain())).getFunction("bondDue")(dispute.id)) as bigint;
    const shown = `${exact(due, PSC)} PSC`;
    await propose({ title, facts: [...facts, ["Bond", `${shown}, back if you win`]], steps: [...(await allow("psc", me ?? "", "arbitration", due, shown)), send(title, { contract: "arbitration", fn, args: [dispute.id] })] });
  };
  const round = dispute.rounds.length - 1;
  const own = mine.find((vote) => vote.round === round);
  if (!me) return <Act label="See what you can do" act={() => undefined} />;
  return (
    <div class="stack">
      {dispute.state === "funding" && party && <Act main label="Put the bond down" act={() => pay("Put the bond down", "fund")} />}
      {dispute.state === "matching" && me === dispute.respondent && <Act main label="Match the bond" act={() => pay("Match the bond", "matchBond")} />}
      {dispute.state === "appeal" && ((dispute.outcome === "party" && me === dispute.respondent) || (dispute.outcome === "respondent" && party)) && <Act label="Appeal, with twice the bond" act={() => pay("Appeal", "appeal")} />}
      {side && dispute.state !== "final" && <Evidence dispute={dispute.id} facts={facts} />}
      {dispute.state === "commit" && !side && (
        <>
          {own && <SealedVote secret={secretOf(own.commitment)} opens="open it once the votes are in, or it costs you power" />}
          <div class="row">
            {CHOICES.map(([choice, label]) => (
              <Act key={choice} label={own ? `${label} instead` : label} act={() => judge(dispute.id, round, choice, label)} />
            ))}
          </div>
          <p class="small soft">Whoever has power may judge, but not the parties, nor who has an interest in the product. Your vote is sealed until all have voted.</p>
        </>
      )}
      {dispute.state === "reveal" && own?.state === "committed" && <Open vote={own} dispute={dispute.id} />}
      {dispute.state === "final" && !dispute.executed && <Act main label="Carry the ruling out" act={() => proposeCall("Carry the ruling out", [...facts, ["Effect", "bonds are paid out and the ruling applies; anybody may call this"]], { contract: "arbitration", fn: "executeRuling", args: [dispute.id] })} />}
      {dispute.state === "final" && dispute.executed && mine.length === 0 && <p class="soft">Nothing is left to do.</p>}
    </div>
  );
}

function Open({ vote, dispute }: { vote: Vote; dispute: number }) {
  const secret = secretOf(vote.commitment);
  if (secret?.kind !== "judgement") return <SealedVote secret={undefined} opens="without it the vote costs you power" />;
  return (
    <>
      <SealedVote secret={secret} opens="open it now" />
      <div class="row">
        <Act main label="Open your vote" act={() => proposeCall("Open your vote", [["Dispute", String(dispute)], ["Your vote", CHOICES.find(([choice]) => choice === secret.choice)?.[1] ?? ""]], { contract: "arbitration", fn: "reveal", args: [dispute, secret.choice, secret.salt] })} />
      </div>
    </>
  );
}

function Evidence({ dispute, facts }: { dispute: number; facts: [string, string][] }) {
  const [text, setText] = useState("");
  return (
    <form class="row" onSubmit={(event) => event.preventDefault()}>
      <label class="field">
        <span>What you have to say, or where it is said</span>
        <input value={text} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <Act slim label="Submit evidence" disabled={text.trim() === ""} act={() => proposeCall("Submit evidence", [...facts, ["It says", text]], { contract: "arbitration", fn: "submitEvidence", args: [dispute, text] })} />
    </form>
  );
}

function Jurors({ dispute, votes }: { dispute: Dispute; votes: Vote[] }) {
  const settle = (vote: Vote): Call => ({ contract: "arbitration", fn: "settleVote", args: [dispute.id, vote.round, vote.juror] });
  return (
    <Table label="Jurors" heads={["Juror", "Round", "Vote", { number: "Power" }, { number: "Paid" }, { hidden: "Act" }]}>
      {votes.map((vote) => (
        <tr key={`${vote.round} ${vote.juror}`}>
          <td>
            <Address of={vote.juror} you={connection.value?.account} />
          </td>
          <td>{vote.round === 0 ? "first" : "appeal"}</td>
          <td>
            {vote.choice === null || vote.choice === undefined ? (vote.state === "committed" ? "sealed" : vote.state) : (CHOICES.find(([choice]) => choice === vote.choice)?.[1] ?? vote.choice)}
            {vote.state === "settled" && typeof vote.lost_bps === "number" && vote.lost_bps > 0 && <span class="tag bad">lost power</span>}
          </td>
          <td class="number">{vote.weight ? exact(vote.weight, 6) : "–"}</td>
          <td class="number">{vote.paid ? <Amount of={vote.paid} token={psc} /> : "–"}</td>
          <td class="number">
            {dispute.state === "final" && dispute.executed && vote.state !== "settled" && <Act slim label="Settle" act={() => proposeCall("Settle a juror's vote", [["Juror", vote.juror], ["Effect", "who agreed with the ruling is paid and gains power; who did not loses some"]], settle(vote))} />}
          </td>
        </tr>
      ))}
    </Table>
  );
}
