// A new proposal: any call of any contract of the deployment, checked against its interface before it is proposed.

import type { FunctionFragment, Interface } from "ethers";
import { useState } from "preact/hooks";
import { status } from "../api/live";
import { propose, send } from "../chain/plan";
import type { Name } from "../chain/contracts";
import { connection } from "../chain/wallet";
import { Act } from "../ui/wallet";

interface Chosen {
  contract: Name;
  abi: Interface;
  fn: FunctionFragment;
  args: string[];
}

export function NewProposal() {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [abi, setAbi] = useState<{ contract: Name; abi: Interface; functions: FunctionFragment[] } | null>(null);
  const names = Object.keys(status.value?.contracts ?? {}) as Name[];
  const pick = async (contract: Name): Promise<void> => {
    const contracts = await import("../chain/contracts");
    const loaded = await contracts.abi(contract);
    const functions = loaded.fragments.filter((fragment): fragment is FunctionFragment => fragment.type === "function" && !(fragment as FunctionFragment).constant);
    setAbi({ contract, abi: loaded, functions });
    setChosen(null);
  };
  const submit = async (): Promise<void> => {
    if (!chosen) return;
    const { address } = await import("../chain/contracts");
    const values = chosen.args.map((arg, index) => (chosen.fn.inputs[index]?.type.endsWith("]") ? (JSON.parse(arg) as unknown) : chosen.fn.inputs[index]?.type === "bool" ? arg === "true" : arg));
    const data = chosen.abi.encodeFunctionData(chosen.fn, values);
    await propose({
      title: "Propose",
      facts: [
        ["Proposal", text.split("\n")[0] ?? ""],
        ["Call", `${chosen.contract.replaceAll("_", " ")}: ${chosen.fn.name}(${chosen.args.join(", ")})`],
      ],
      note: "Voting begins after the voting delay, with the votes that accounts have then.",
      steps: [send("Propose", { contract: "governor", fn: "propose", args: [[address(chosen.contract)], [0], [data], text] })],
    });
  };
  return (
    <form class="stack" onSubmit={(event) => event.preventDefault()}>
      <label class="field">
        <span>What and why; the first line is the title</span>
        <textarea rows={3} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <div class="row">
        <label class="field">
          <span>Contract</span>
          <select value={abi?.contract ?? ""} onChange={(event) => void pick(event.currentTarget.value as Name)}>
            <option value="" disabled>
              choose
            </option>
            {names.map((name) => (
              <option key={name} value={name}>
                {name.replaceAll("_", " ")}
              </option>
            ))}
          </select>
        </label>
        {abi && (
          <label class="field">
            <span>Function</span>
            <select
              value={chosen?.fn.format() ?? ""}
              onChange={(event) => {
                const fn = abi.functions.find((fragment) => fragment.format() === event.currentTarget.value);
                if (fn) setChosen({ ...abi, fn, args: fn.inputs.map(() => "") });
              }}
            >
              <option value="" disabled>
                choose
              </option>
              {abi.functions.map((fn) => (
                <option key={fn.format()} value={fn.format()}>
                  {fn.name}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      {chosen?.fn.inputs.map((input, index) => (
        <label key={input.name} class="field">
          <span>
            {input.name} ({input.type})
          </span>
          <input value={chosen.args[index]} onInput={(event) => setChosen({ ...chosen, args: chosen.args.map((arg, at) => (at === index ? event.currentTarget.value.trim() : arg)) })} />
        </label>
      ))}
      <div class="row">
        <Act label="Propose it" disabled={connection.value !== null && (!chosen || text.trim() === "")} act={submit} />
      </div>
    </form>
  );
}
