// A plan before the user: what it does, what the wallet will be asked, and how far it is.

import { useState } from "preact/hooks";
import { flow, type Flow, type Step } from "../chain/plan";
import { exact } from "../money/amount";
import { Dialog } from "./dialog";

const send = () => import("../chain/send");

const WORDS: Record<Flow["phase"], string> = {
  checking: "Asking the chain whether this goes through …",
  review: "",
  wallet: "Waiting for your wallet …",
  mining: "Sent. Waiting for its block …",
  indexing: "In a block. Waiting until the index has it …",
  done: "Done.",
  failed: "",
};

export function TransactionDialog() {
  const current = flow.value;
  if (!current) return null;
  const close = (): void => void send().then((module) => module.close());
  const busy = ["wallet", "mining", "indexing"].includes(current.phase);
  const onward = current.phase === "done" && current.receipt ? current.plan.done?.(current.receipt) : undefined;
  return (
    <Dialog title={current.plan.title} close={busy ? () => undefined : close}>
      <div class="stack">
        <dl class="pairs">
          {current.plan.facts.map(([label, value]) => (
            <>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </>
          ))}
          {current.fee !== undefined && (
            <>
              <dt>Network fee</dt>
              <dd>about {exact(current.fee, 18, 2)} ETH</dd>
            </>
          )}
        </dl>
        {current.plan.note && <p class="soft small">{current.plan.note}</p>}
        {current.plan.steps.length > 1 && (
          <ol class="steps">
            {current.plan.steps.map((step, index) => (
              <li key={step.label} data-state={stateOf(current, index)}>
                <span>{step.label}</span>
                <span class="soft small">{kind(step)}</span>
              </li>
            ))}
          </ol>
        )}
        <Raw of={current} />
        <p role="status" class="soft">
          {WORDS[current.phase]}
        </p>
        {current.error && (
          <p class={current.phase === "failed" ? "notice bad" : "notice"} role="alert">
            {current.error}
          </p>
        )}
        {current.hash && current.phase !== "review" && (
          <p class="small soft">
            Transaction <span class="mono">{current.hash}</span>
            {current.receipt && ` in block ${current.receipt.blockNumber}`}
          </p>
        )}
        {current.text && (
          <>
            <p class="small mono clamp">{current.text}</p>
            <p class="small soft">Whoever has this link can send your order and nothing else, until its time is over.</p>
          </>
        )}
        <div class="row">
          {current.text && <Copy text={current.text} />}
          {current.phase === "review" && (
            <button class="button main" onClick={() => void send().then((module) => module.proceed())}>
              {current.plan.steps[current.step]?.kind === "sign" ? "Sign in wallet" : "Confirm in wallet"}
            </button>
          )}
          {onward && (
            <a class="button main" href={onward.href} onClick={close}>
              {onward.label}
            </a>
          )}
          {!busy && (
            <button class="button" onClick={close}>
              {current.phase === "done" ? "Close" : "Cancel"}
            </button>
          )}
        </div>
      </div>
    </Dialog>
  );
}

function Copy({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <button class="button main" onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
      {copied ? "Copied" : "Copy the link"}
    </button>
  );
}

function stateOf(current: Flow, index: number): string {
  if (index < current.step || current.phase === "done") return "done";
  return index === current.step ? "now" : "later";
}

function kind(step: Step): string {
  if (step.kind === "sign") return "signature, free";
  return step.from ? "sent by a relayer" : "transaction";
}

// For whoever wants to compare with what the wallet shows.
function Raw({ of: { call, plan, step } }: { of: Flow }) {
  const current = plan.steps[step];
  if (current?.kind === "sign") {
    return (
      <details>
        <summary>The message you sign</summary>
        <dl class="pairs small mono">
          {Object.entries(current.message.message).map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{String(value)}</dd>
            </>
          ))}
        </dl>
      </details>
    );
  }
  if (!call) return null;
  return (
    <details>
      <summary>
        The call: {call.fn} of {call.name.replaceAll("_", " ")}
      </summary>
      <dl class="pairs small mono">
        <dt>to</dt>
        <dd>{call.to}</dd>
        {call.args.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
    </details>
  );
}
