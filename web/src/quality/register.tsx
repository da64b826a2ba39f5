// Taking part for a living: experts, who publish models, and platforms, whose stores they are sold in. Both put a bond down.

import { useState } from "preact/hooks";
import type { ItemOf } from "../api/client";
import { now } from "../api/live";
import { useApi } from "../api/use";
import { propose, proposeCall, send, type Call } from "../chain/plan";
import { connection } from "../chain/wallet";
import { exact, parse, psc, PSC } from "../money/amount";
import { Amount, Countdown } from "../ui/value";
import { Act } from "../ui/wallet";
import { PublishModel } from "./publish-model";

export function Register() {
  const me = connection.value?.account;
  const experts = useApi(me ? "/v1/experts" : null, { query: { account: me, limit: 10 } });
  const platforms = useApi(me ? "/v1/platforms" : null, { query: { owner: me, limit: 10 } });
  const expert = experts.data?.items.find((item) => item.leaves_at === null || item.leaves_at === undefined) ?? experts.data?.items[0];
  if (!me) return <Act label="See what you can take part in" act={() => undefined} />;
  return (
    <div class="stack">
      {expert ? <Standing of={expert} kind="Expert" /> : <Join kind="Expert" />}
      {expert?.active && <PublishModel expert={expert.id} />}
      {platforms.data?.items.map((platform) => (
        <Standing key={platform.id} of={platform} kind="Platform" />
      ))}
      {platforms.data?.items.length === 0 && <Join kind="Platform" />}
    </div>
  );
}

type Kind = "Expert" | "Platform";

/** A plan that pays a bond into the register. */
async function bonded(title: string, facts: [string, string][], amount: bigint, call: Call): Promise<void> {
  const shown = `${exact(amount, PSC)} PSC`;
  const { allow } = await import("../chain/paying");
  await propose({ title, facts: [...facts, ["Bond", shown]], steps: [...(await allow("psc", connection.value?.account ?? "", "quality", amount, shown)), send(title, call)] });
}

function Join({ kind }: { kind: Kind }) {
  const [uri, setUri] = useState("");
  const me = connection.value?.account ?? "";
  const submit = async (): Promise<void> => {
    const [{ contract }, { chain }] = await Promise.all([import("../chain/contracts"), import("../chain/send")]);
    const parameters = (await (await contract("quality", chain())).getFunction("parameters")()) as { platformBond: bigint; expertBond: bigint };
    const back: [string, string] = ["Back", "60 days after you give notice, unless a ruling took of it"];
    if (kind === "Expert") await bonded("Register as an expert", [["Described at", uri], back], parameters.expertBond, { contract: "quality", fn: "registerExpert", args: [uri] });
    else await bonded("Register a platform", [["Described at", uri], ["Paid to", me], back], parameters.platformBond, { contract: "quality", fn: "registerPlatform", args: [me, uri] });
  };
  return (
    <form class="row" onSubmit={(event) => event.preventDefault()}>
      <label class="field">
        <span>{kind === "Expert" ? "As an expert: where it says who you are" : "As a platform: where it is"}</span>
        <input type="url" value={uri} placeholder="https://…" onInput={(event) => setUri(event.currentTarget.value.trim())} />
      </label>
      <Act label={kind === "Expert" ? "Register as an expert" : "Register a platform"} disabled={uri === ""} act={submit} />
    </form>
  );
}

function Standing({ of, kind }: { of: ItemOf<"/v1/experts"> | ItemOf<"/v1/platforms">; kind: Kind }) {
  const [sum, setSum] = useState("");
  const call = (fn: string, args: unknown[]): Call => ({ contract: "quality", fn: `${fn}${kind}`, args });
  const bond = (fn: string): Call => ({ contract: "quality", fn: `${fn}${kind}Bond`, args: [of.id] });
  const facts: [string, string][] = [[kind, `number ${of.id}`]];
  const leaving = typeof of.leaves_at === "number" ? of.leaves_at : null;
  return (
    <section class="line" aria-label={`${kind} ${of.id}`}>
      <div class="section-head">
        <h3>
          {kind} {of.id} <span class="soft mono">{of.uri}</span>
        </h3>
        <span class={of.active ? "tag good" : "tag warn"}>{of.active ? "active" : leaving === null ? "too little of a bond" : "leaving"}</span>
      </div>
      <p class="small soft">
        Bond <Amount of={of.bond} token={psc} />, earned <Amount of={of.earned} token={psc} />
        {leaving !== null && (
          <>
            ; the bond can be taken back <Countdown to={leaving} />
          </>
        )}
      </p>
      <div class="row">
        {leaving === null ? (
          <>
            <label class="field">
              <span>Add to the bond, PSC</span>
              <input inputMode="decimal" value={sum} onInput={(event) => setSum(event.currentTarget.value)} />
            </label>
            <Act slim label="Top up" disabled={sum === ""} act={() => bonded(`Top up the ${kind.toLowerCase()}'s bond`, facts, parse(sum, PSC), call("topUp", [of.id, parse(sum, PSC)]))} />
            <Act slim label="Give notice" act={() => proposeCall("Give notice", [...facts, ["Effect", "it earns nothing from now on; its bond comes back in 60 days"]], { contract: "quality", fn: `give${kind}Notice`, args: [of.id] })} />
          </>
        ) : (
          now.value >= leaving && BigInt(of.bond) > 0n && <Act slim main label="Take the bond back" act={() => proposeCall("Take the bond back", [...facts, ["You get", `${exact(of.bond, PSC)} PSC`]], bond("take"))} />
        )}
      </div>
    </section>
  );
}
