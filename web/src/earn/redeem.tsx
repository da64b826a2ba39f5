// Out of PSC: for the reserve asset at once, or for a payment off the chain that an issuer makes within a time.

import { useState } from "preact/hooks";
import type { Answer, ItemOf } from "../api/client";
import { now } from "../api/live";
import { useApi, useTurns } from "../api/use";
import { propose, proposeCall, send } from "../chain/plan";
import { connection } from "../chain/wallet";
import { exact, parse, psc, PSC } from "../money/amount";
import { Show } from "../ui/show";
import { Table } from "../ui/table";
import { Address, Amount, Countdown, Time } from "../ui/value";
import { Act } from "../ui/wallet";

type Redemption = ItemOf<"/v1/redemptions">;

export function Redeem() {
  const reserve = useApi("/v1/reserve");
  const me = connection.value?.account;
  return (
    <div class="stack">
      <p class="soft">PSC that the chain backs is paid out at once, by the contract alone. What is held outside the chain an issuer pays; until then your PSC lie in the reserve, and come back if it does not.</p>
      <Show of={reserve}>{(state) => <Ask reserve={state} />}</Show>
      {me && <Requests account={me} as="holder" />}
      {me && reserve.data?.issuers.some((issuer) => issuer.account === me) && <Requests account={me} as="issuer" />}
    </div>
  );
}

function Ask({ reserve }: { reserve: Answer<"/v1/reserve"> }) {
  const [sum, setSum] = useState("");
  const [issuer, setIssuer] = useState("");
  const [note, setNote] = useState("");
  const me = connection.value?.account ?? "";
  const submit = async (): Promise<void> => {
    const amount = parse(sum, PSC);
    const shown = `${exact(amount, PSC)} PSC`;
    if (issuer === "") {
      await proposeCall(
        "Redeem PSC",
        [
          ["You give", shown],
          ["You get", "as much of the reserve asset, less the DAO's fee, in the same transaction"],
        ],
        { contract: "reserve", fn: "redeem", args: [amount, me] },
      );
      return;
    }
    const { allow, reference } = await import("../chain/paying");
    const { id } = await import("ethers");
    await propose({
      title: "Ask for a redemption",
      facts: [
        ["You give", `${shown}, held by the reserve until it is paid`],
        ["Paid by", issuer],
        ["Reference", note || "none"],
      ],
      note: "If the issuer does not say in time that it paid, you take your PSC back here.",
      // What is too long for 32 bytes goes as its hash.
      steps: [...(await allow("psc", me, "reserve", amount, shown)), send("Ask", { contract: "reserve", fn: "requestRedemption", args: [issuer, amount, new TextEncoder().encode(note).length < 32 ? reference(note) : id(note)] })],
    });
  };
  return (
    <form class="row" onSubmit={(event) => event.preventDefault()}>
      <label class="field">
        <span>Redeem, PSC</span>
        <input inputMode="decimal" value={sum} onInput={(event) => setSum(event.currentTarget.value)} />
      </label>
      <label class="field">
        <span>Paid by</span>
        <select value={issuer} onChange={(event) => setIssuer(event.currentTarget.value)}>
          <option value="">the reserve, at once</option>
          {reserve.issuers.map((item) => (
            <option key={item.account} value={item.account}>
              issuer {item.account.slice(0, 6)}…{item.account.slice(-4)}, off the chain
            </option>
          ))}
        </select>
      </label>
      {issuer !== "" && (
        <label class="field">
          <span>What you agreed on with the issuer</span>
          <input value={note} onInput={(event) => setNote(event.currentTarget.value)} />
        </label>
      )}
      <Act label="Redeem" disabled={sum === ""} act={submit} />
    </form>
  );
}

function Requests({ account, as }: { account: string; as: "holder" | "issuer" }) {
  const list = useApi("/v1/redemptions", { query: { kind: "offchain", limit: 20, ...(as === "holder" ? { holder: account } : { issuer: account }) } });
  useTurns(list.data?.items.map((item) => item.deadline) ?? [], list.retry);
  if (!list.data || list.data.items.length === 0) return null;
  return (
    <Table label={as === "holder" ? "Redemptions you asked for" : "Redemptions that you are to pay"} heads={["Request", as === "holder" ? "Paid by" : "For", "Asked", "State", { number: "Amount" }, { hidden: "Act" }]}>
      {list.data.items.map((item) => (
        <tr key={item.id}>
          <td>{item.id}</td>
          <td>
            <Address of={(as === "holder" ? item.issuer : item.holder) ?? ""} />
          </td>
          <td>
            <Time at={item.time} />
          </td>
          <td>{state(item)}</td>
          <td class="number">
            <Amount of={item.amount} token={psc} />
          </td>
          <td class="number">
            <Next item={item} as={as} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function state(item: Redemption) {
  if (item.status === "settled") return "paid";
  if (item.status === "cancelled") return "taken back";
  return (
    <>
      to be paid <Countdown to={item.deadline ?? 0} over="too late: it can be taken back" />
    </>
  );
}

function Next({ item, as }: { item: Redemption; as: "holder" | "issuer" }) {
  if (item.status !== "open" || typeof item.deadline !== "number") return null;
  const late = now.value >= item.deadline;
  if (as === "holder") return late ? <Act slim main label="Take it back" act={() => proposeCall("Take your PSC back", [["Request", String(item.id)], ["You get", `${exact(item.amount, PSC)} PSC`]], { contract: "reserve", fn: "cancelRedemption", args: [item.id] })} /> : null;
  return late ? null : <Act slim label="I paid it" act={() => proposeCall("Confirm a redemption", [["Request", String(item.id)], ["For", item.holder], ["Effect", `the ${exact(item.amount, PSC)} PSC are destroyed`]], { contract: "reserve", fn: "settleRedemption", args: [item.id] })} />;
}
