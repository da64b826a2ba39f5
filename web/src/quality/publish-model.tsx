// A model: a text that says how something is measured, and its dimensions as numbers.

import { useState } from "preact/hooks";
import { proposeCall } from "../chain/plan";
import { exact, parse, percent } from "../money/amount";
import { Act } from "../ui/wallet";

interface Dimension {
  weight: string;
  lower: string;
  upper: string;
  tolerance: string;
}
const NEW: Dimension = { weight: "", lower: "0", upper: "", tolerance: "" };
const MOST = 16;
const WHOLE = 10_000n;
const FIELDS: [name: keyof Dimension, label: string][] = [
  ["weight", "Weight, %"],
  ["lower", "Least value"],
  ["upper", "Greatest value"],
  ["tolerance", "Tolerance"],
];

export function PublishModel({ expert }: { expert: number }) {
  const [text, setText] = useState("");
  const [uri, setUri] = useState("");
  const [dimensions, setDimensions] = useState<Dimension[]>([{ ...NEW, weight: "100" }]);
  const weights = dimensions.map(({ weight }) => {
    try {
      return parse(weight, 2);
    } catch {
      return 0n;
    }
  });
  const sum = weights.reduce((total, weight) => total + weight, 0n);
  const numbers = dimensions.every(({ lower, upper, tolerance }) => [lower, upper, tolerance].every((value) => /^\d{1,19}$/.test(value)));
  const submit = async (): Promise<void> => {
    const { id } = await import("ethers");
    const column = (name: "lower" | "upper" | "tolerance"): string[] => dimensions.map((dimension) => dimension[name]);
    await proposeCall(
      "Publish a model",
      [
        ["By", `expert ${expert}`],
        ["Text", uri],
        ["Dimensions", dimensions.map(({ lower, upper, tolerance }, index) => `${percent(weights[index] ?? 0n)}: ${lower} to ${upper}, ± ${tolerance}`).join("; ")],
      ],
      { contract: "quality", fn: "publishModel", args: [id(text), uri, weights, column("lower"), column("upper"), column("tolerance")] },
    );
  };
  return (
    <details class="line">
      <summary>Publish a model</summary>
      <form class="stack" onSubmit={(event) => event.preventDefault()}>
        <label class="field">
          <span>Its text, as it stands at that address: the chain keeps its hash</span>
          <textarea rows={3} value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>Where the text is</span>
          <input type="url" value={uri} placeholder="https://… or ipfs://…" onInput={(event) => setUri(event.currentTarget.value.trim())} />
        </label>
        {dimensions.map((dimension, index) => (
          <fieldset key={index} class="row">
            <legend class="small soft">Dimension {index + 1}</legend>
            {FIELDS.map(([name, label]) => (
              <label key={name} class="field">
                <span>{label}</span>
                <input class="quantity" inputMode="decimal" value={dimension[name]} onInput={(event) => setDimensions(dimensions.map((other, at) => (at === index ? { ...other, [name]: event.currentTarget.value.trim() } : other)))} />
              </label>
            ))}
          </fieldset>
        ))}
        <div class="row">
          <button class="button slim" disabled={dimensions.length >= MOST} onClick={() => setDimensions([...dimensions, NEW])}>
            Another dimension
          </button>
          {dimensions.length > 1 && (
            <button class="button slim" onClick={() => setDimensions(dimensions.slice(0, -1))}>
              One fewer
            </button>
          )}
          <span class={sum === WHOLE ? "small soft" : "small bad"}>Weights add up to {exact(sum, 2, 0)} of 100 %</span>
        </div>
        <div class="row">
          <Act main label="Publish the model" disabled={text.trim() === "" || uri === "" || sum !== WHOLE || !numbers} act={submit} />
        </div>
      </form>
    </details>
  );
}
