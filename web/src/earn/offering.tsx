// The initial offering of PSS: how far it is, what one is due, and how to take part.

import { useState } from "preact/hooks";
import type { Answer } from "../api/client";
import { now } from "../api/live";
import { useApi, useTurns } from "../api/use";
import { propose, proposeCall, send } from "../chain/plan";
import { connection } from "../chain/wallet";
import { exact, parse, percent, psc, PSC, pss } from "../money/amount";
import { Show } from "../ui/show";
import { Amount, Countdown, Time } from "../ui/value";
import { Act } from "../ui/wallet";

type State = Answer<"/v1/offering">;

const WORDS: Record<State["status"], string> = { pending: "It has not begun.", open: "It is open.", ended: "It is over; the verdict is to be called.", succeeded: "It succeeded.", failed: "It missed its least sum; everybody is refunded." };

export function Offering() {
  const offering = useApi("/v1/offering");
  useTurns([offering.data?.start, offering.data?.end], offering.retry);
  return <Show of={offering}>{(state) => <View state={state} />}</Show>;
}

function View({ state }: { state: State }) {
  const me = connection.value?.account;
  const hard = BigInt(state.hard_cap);
  const reached = Number((BigInt(state.contributed) * 1000n) / (hard || 1n)) / 10;
  const soft = Number((BigInt(state.soft_cap) * 1000n) / (hard || 1n)) / 10;
  return (
    <div class="stack">
      <p>
        {WORDS[state.status]}{" "}
        {state.status === "open" && (
          <>
            It ends <Countdown to={state.end} />.
          </>
        )}
        {state.status === "pending" && (
          <>
            It begins <Countdown to={state.start} />.
          </>
        )}
      </p>
      <div class="meter" role="img" aria-label={`${percent(state.progress_bps)} of the most was contributed; the least is at ${soft} % of it`}>
        <i style={{ width: `${Math.min(100, reached)}%` }} />
        <b style={{ left: `${soft}%` }} />
      </div>
      <dl class="figures">
        <div>
          <dt>Contributed, by {state.contributors}</dt>
          <dd>
            <Amount of={state.contributed} token={psc} />
            <small>{percent(state.progress_bps)} of the most; what is over is refunded in proportion</small>
          </dd>
        </div>
        <div>
          <dt>Least and most</dt>
          <dd>
            {exact(state.soft_cap, PSC, 0)} – <Amount of={state.hard_cap} token={psc} />
            <small>{state.wallet_cap ? `at most ${exact(state.wallet_cap, PSC, 0)} PSC each` : "no limit each"}</small>
          </dd>
        </div>
        <div>
          <dt>For sale</dt>
          <dd>
            <Amount of={state.for_sale} token={pss} most={2} />
            <small>
              vests until <Time at={state.vesting.end} />
            </small>
          </dd>
        </div>
      </dl>
      {me && <Part account={me} state={state} />}
      {state.status === "open" && <Contribute state={state} />}
      {state.status === "ended" && <Act label="Call the verdict" act={() => proposeCall("Call the verdict", [["Effect", "decides whether the offering succeeded; anybody may"]], { contract: "offering", fn: "finalize", args: [] })} />}
    </div>
  );
}

function Part({ account, state }: { account: string; state: State }) {
  const part = useApi("/v1/accounts/{address}/offering", { path: { address: account } });
  if (!part.data || part.data.contribution === "0") return null;
  const { accepted, refund, vesting, claimed, contribution } = part.data;
  const decided = state.status === "succeeded" || state.status === "failed";
  return (
    <div class="aside stack">
      <h3>Your part</h3>
      <dl class="pairs">
        <dt>Contributed</dt>
        <dd>
          <Amount of={contribution} token={psc} />, accepted <Amount of={accepted} token={psc} />, back <Amount of={refund} token={psc} />
        </dd>
        <dt>Allotted</dt>
        <dd>
          <Amount of={vesting.total} token={pss} most={4} />: it votes from the first day
        </dd>
        <dt>Vested</dt>
        <dd>
          <Amount of={vesting.vested} token={pss} most={4} />
          {now.value < state.vesting.cliff && (
            <>
              {" "}
              (cliff ends <Countdown to={state.vesting.cliff} />)
            </>
          )}
        </dd>
      </dl>
      <div class="row">
        {decided && !claimed && <Act slim label="Claim" act={() => proposeCall("Claim your allotment", [["PSS", exact(vesting.total, 18)], ["PSC back", exact(refund, PSC)]], { contract: "offering", fn: "claim", args: [] })} />}
        {claimed && BigInt(vesting.claimable) > 0n && <Act slim label="Release what has vested" act={() => proposeCall("Release vested PSS", [["Free to transfer", `${exact(vesting.claimable, 18)} PSS or a little more`]], { contract: "offering", fn: "release", args: [account] })} />}
      </div>
    </div>
  );
}

function Contribute({ state }: { state: State }) {
  const [sum, setSum] = useState("");
  const me = connection.value?.account ?? "";
  const submit = async (): Promise<void> => {
    const amount = parse(sum, PSC);
    const shown = `${exact(amount, PSC)} PSC`;
    const { allow } = await import("../chain/paying");
    await propose({
      title: "Contribute to the offering",
      facts: [
        ["You give", shown],
        ["You get", `PSS in proportion, after ${new Date(state.end * 1000).toLocaleString("en-GB")}; what is over the most comes back`],
      ],
      steps: [...(await allow("psc", me, "offering", amount, shown)), send("Contribute", { contract: "offering", fn: "contribute", args: [amount, 0, []] })],
    });
  };
  if (state.allow_list) return <p class="soft">Only accounts of an allow-list may contribute, with a proof that its publisher gives them.</p>;
  return (
    <form class="row" onSubmit={(event) => event.preventDefault()}>
      <label class="field">
        <span>Contribute, PSC</span>
        <input inputMode="decimal" value={sum} onInput={(event) => setSum(event.currentTarget.value)} />
      </label>
      <Act main label="Contribute" disabled={sum === ""} act={submit} />
    </form>
  );
}
