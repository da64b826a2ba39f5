// The DAO: what is decided, by whom, and over what.

import { useState } from "preact/hooks";
import type { ItemOf } from "../api/client";
import { useApi, useTurns } from "../api/use";
import { propose, send } from "../chain/plan";
import { connection } from "../chain/wallet";
import { exact, psc, pss, PSS } from "../money/amount";
import { Page, Section } from "../ui/page";
import { Empty, Show } from "../ui/show";
import { Table } from "../ui/table";
import { Address, Amount, Countdown, duration, Time } from "../ui/value";
import { Act } from "../ui/wallet";
import { NewProposal } from "./new-proposal";
import { stateOf } from "./states";
import { Tally } from "./tally";

export default function Govern() {
  const proposals = useApi("/v1/proposals", { query: { limit: 50 } });
  const me = connection.value?.account;
  useTurns(proposals.data?.items.flatMap((proposal) => [proposal.snapshot, proposal.deadline]) ?? [], proposals.retry);
  return (
    <Page title="Decided by vote" lead="Whoever holds PSS decides: fees, attestors, causes, the treasury. What wins waits in the timelock, in the open, before it is carried out.">
      <Treasury />
      <Section title="Proposals">
        <Show of={proposals}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty>Nobody has proposed anything yet.</Empty>
            ) : (
              <ul>
                {page.items.map((proposal) => (
                  <Row key={proposal.id} proposal={proposal} />
                ))}
              </ul>
            )
          }
        </Show>
      </Section>
      <Section title="Your votes">{me ? <Votes account={me} /> : <Act label="See your votes" act={() => undefined} />}</Section>
      <Section title="Who decides" aside="accounts by the votes delegated to them">
        <Delegates />
      </Section>
      <Section title="Propose">
        <NewProposal />
      </Section>
      <Rules />
    </Page>
  );
}

function Row({ proposal }: { proposal: ItemOf<"/v1/proposals"> }) {
  const [word, style] = stateOf(proposal.state);
  return (
    <li class="line">
      <div class="section-head">
        <h3>
          <a href={`/govern/${proposal.id}`}>{proposal.title || "Without a title"}</a>
        </h3>
        <span class={style}>{word}</span>
      </div>
      <Tally of={proposal} />
      <p class="small soft">
        by <Address of={proposal.proposer} />, <Time at={proposal.time} />
        {proposal.state === "active" && (
          <>
            ; voting ends <Countdown to={proposal.deadline} />
          </>
        )}
        {proposal.state === "pending" && (
          <>
            ; voting begins <Countdown to={proposal.snapshot} />
          </>
        )}
        {proposal.state === "queued" && proposal.eta && (
          <>
            ; can be carried out <Countdown to={proposal.eta} />
          </>
        )}
      </p>
    </li>
  );
}

function Treasury() {
  const treasury = useApi("/v1/treasury");
  const timelock = useApi("/v1/timelock");
  const governor = useApi("/v1/governor");
  return (
    <Show of={treasury}>
      {(data) => (
        <dl class="figures">
          <div>
            <dt>Treasury</dt>
            <dd>
              <Amount of={data.psc.balance} token={psc} />
              <small>
                and <Amount of={data.pss.balance} token={pss} most={2} />, which do not vote
              </small>
            </dd>
          </div>
          <div>
            <dt>Quorum now</dt>
            <dd>
              {governor.data ? <Amount of={governor.data.quorum} token={pss} most={0} /> : "–"}
              <small>for and abstain together</small>
            </dd>
          </div>
          <div>
            <dt>Delay of the timelock</dt>
            <dd>
              {timelock.data?.min_delay_secs ? duration(Number(timelock.data.min_delay_secs)) : "–"}
              <small>between winning and doing, at least</small>
            </dd>
          </div>
          <div>
            <dt>Guardian</dt>
            <dd>
              {timelock.data?.guardian ? <Address of={timelock.data.guardian.account} /> : "none"}
              <small>{timelock.data?.guardian && (timelock.data.guardian.expired ? "its time is over" : <>may also propose, until an offering succeeds or <Time at={timelock.data.guardian.until} /></>)}</small>
            </dd>
          </div>
        </dl>
      )}
    </Show>
  );
}

function Votes({ account }: { account: string }) {
  const state = useApi("/v1/accounts/{address}", { path: { address: account } });
  const [to, setTo] = useState("");
  const delegate = (target: string, label: string): Promise<void> =>
    propose({
      title: label,
      facts: [
        ["Votes of", account],
        ["Go to", target],
      ],
      note: "Your PSS stay where they are and count in what is proposed from now on. You may delegate anew at any time.",
      steps: [send("Delegate", { contract: "pss", fn: "delegate", args: [target] })],
    });
  return (
    <Show of={state}>
      {({ pss: own }) => (
        <div class="stack">
          <dl class="pairs">
            <dt>PSS</dt>
            <dd>
              <Amount of={own.balance} token={pss} most={4} />
            </dd>
            <dt>Delegated to</dt>
            <dd>{own.delegate ? <Address of={own.delegate} you={account} /> : "nobody: they do not count yet"}</dd>
            <dt>You vote with</dt>
            <dd>
              <Amount of={own.votes} token={pss} most={4} />
            </dd>
          </dl>
          <form class="row" onSubmit={(event) => event.preventDefault()}>
            {own.delegate !== account && <Act label="Delegate to yourself" act={() => delegate(account, "Delegate to yourself")} />}
            <label class="field">
              <span>Or to another account</span>
              <input value={to} placeholder="0x…" onInput={(event) => setTo(event.currentTarget.value.trim())} />
            </label>
            <Act label="Delegate" disabled={!/^0x[0-9a-fA-F]{40}$/.test(to)} act={() => delegate(to, "Delegate your votes")} />
          </form>
        </div>
      )}
    </Show>
  );
}

function Delegates() {
  const list = useApi("/v1/delegates", { query: { limit: 20 } });
  return (
    <Show of={list}>
      {(page) => (
        <Table label="Delegates" heads={["Account", { number: "Delegated by" }, { number: "Votes" }]}>
          {page.items.map((item) => (
            <tr key={item.account}>
              <td>
                <Address of={item.account} you={connection.value?.account} /> {item.excluded && <span class="tag">may not vote</span>}
              </td>
              <td class="number">{item.delegators}</td>
              <td class="number">
                <Amount of={item.votes} token={pss} most={2} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Show>
  );
}

function Rules() {
  const governor = useApi("/v1/governor");
  if (!governor.data) return null;
  const shown = (name: string, value: string): string => {
    if (name.endsWith("_secs")) return duration(Number(value));
    if (name.endsWith("_percent")) return `${value} % of past supply that may vote`;
    return `${exact(value, PSS, 0)} PSS`;
  };
  return (
    <Section title="Rules">
      <dl class="pairs">
        {governor.data.settings.map((setting) => (
          <>
            <dt>{setting.name.replace(/_(secs|percent)$/, "").replaceAll("_", " ")}</dt>
            <dd>{shown(setting.name, setting.value)}</dd>
          </>
        ))}
      </dl>
    </Section>
  );
}
