// A product's place in the quality network, for the owner of its store: what it claims, and what it pays for being judged.

import { useState } from "preact/hooks";
import type { Answer, ItemOf } from "../api/client";
import { useApi } from "../api/use";
import { proposeCall } from "../chain/plan";
import { connection } from "../chain/wallet";
import { title } from "../market/name";
import { exact, parse, percent } from "../money/amount";
import { Section } from "../ui/page";
import { Act } from "../ui/wallet";

type Product = Answer<"/v1/products/{id}">;
type Enrolment = ItemOf<"/v1/enrolments">;

export function Enrol({ product, enrolment }: { product: Product; enrolment?: Enrolment }) {
  const me = connection.value?.account;
  const store = useApi("/v1/stores/{id}", { path: { id: product.store } });
  if (me === undefined || me !== store.data?.owner) return null;
  return <Section title={enrolment ? "Your product in the network" : "Enrol your product"}>{enrolment ? <Change product={product} enrolment={enrolment} /> : <Join product={product} />}</Section>;
}

function Claimed({ dimensions, claims, set }: { dimensions: { lower: string; upper: string; tolerance: string }[]; claims: string[]; set: (claims: string[]) => void }) {
  return (
    <div class="row">
      {dimensions.map((dimension, index) => (
        <label key={index} class="field">
          <span>
            Claim {index + 1}, {dimension.lower} to {dimension.upper}, ± {dimension.tolerance}
          </span>
          <input inputMode="numeric" value={claims[index] ?? ""} onInput={(event) => set(dimensions.map((_, at) => (at === index ? event.currentTarget.value.trim() : (claims[at] ?? ""))))} />
        </label>
      ))}
    </div>
  );
}

const whole = (values: string[], length: number): boolean => values.length === length && values.every((value) => /^\d{1,19}$/.test(value));

function Join({ product }: { product: Product }) {
  const models = useApi("/v1/models", { query: { state: "open", limit: 100 } });
  const [chosen, setChosen] = useState<number | null>(null);
  const model = useApi(chosen === null ? null : "/v1/models/{id}", { path: { id: chosen ?? 0 } });
  const [claims, setClaims] = useState<string[]>([]);
  const [fee, setFee] = useState("10");
  const latest = model.data?.versions.find((version) => version.version === model.data?.latest);
  const submit = (): Promise<void> => {
    const bps = Number(parse(fee, 2));
    return proposeCall(
      "Enrol a product",
      [
        ["Product", title(product)],
        ["Under", `model ${chosen}, version ${latest?.version}`],
        ["It claims", claims.join(", ")],
        ["Of each price", `${percent(bps)} to experts, platforms and reporters, 0.6 % to the community`],
      ],
      { contract: "quality", fn: "enrol", args: [product.id, chosen, latest?.version, claims, bps] },
    );
  };
  return (
    <form class="stack" onSubmit={(event) => event.preventDefault()}>
      <div class="row">
        <label class="field">
          <span>Model</span>
          <select
            value={chosen ?? ""}
            onChange={(event) => {
              setChosen(Number(event.currentTarget.value));
              setClaims([]);
            }}
          >
            <option value="" disabled>
              choose
            </option>
            {models.data?.items.map((item) => (
              <option key={item.id} value={item.id}>
                {item.id}: {item.uri}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>Fee, % of the price</span>
          <input inputMode="decimal" value={fee} onInput={(event) => setFee(event.currentTarget.value)} />
        </label>
      </div>
      {latest && <Claimed dimensions={latest.dimensions} claims={claims} set={setClaims} />}
      <div class="row">
        <Act main label="Enrol it" disabled={!latest || !whole(claims, latest.dimensions.length)} act={submit} />
      </div>
    </form>
  );
}

function Change({ product, enrolment }: { product: Product; enrolment: Enrolment }) {
  const [claims, setClaims] = useState(enrolment.dimensions.map((dimension) => dimension.claimed));
  const [fee, setFee] = useState(exact(BigInt(enrolment.fee_bps), 2, 0));
  const name = title(product);
  return (
    <div class="stack">
      <Claimed dimensions={enrolment.dimensions} claims={claims} set={setClaims} />
      <div class="row">
        <Act slim label="Change the claims" disabled={!whole(claims, enrolment.dimensions.length)} act={() => proposeCall("Change the claims", [["Product", name], ["From now on", claims.join(", ")]], { contract: "quality", fn: "setClaims", args: [product.id, claims] })} />
      </div>
      <div class="row">
        <label class="field">
          <span>Fee, % of the price</span>
          <input inputMode="decimal" value={fee} onInput={(event) => setFee(event.currentTarget.value)} />
        </label>
        <Act slim label="Set the fee" act={() => proposeCall("Set the fee", [["Product", name], ["Of orders to come", percent(parse(fee, 2))]], { contract: "quality", fn: "setFee", args: [product.id, parse(fee, 2)] })} />
        <Act slim label="Leave the network" act={() => proposeCall("Leave the network", [["Product", name], ["Effect", "orders to come pay no fee, and nobody reports on them"]], { contract: "quality", fn: "leave", args: [product.id] })} />
      </div>
    </div>
  );
}
