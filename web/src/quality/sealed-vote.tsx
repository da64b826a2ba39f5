// What is left to do about a sealed vote: save what opens it, or take a saved file back.

import { useState } from "preact/hooks";
import { changes } from "../api/live";
import { restore, save, type Secret } from "./secrets";

/** `secret` is what this browser has of the vote that the chain has. */
export function SealedVote({ secret, opens }: { secret: Secret | undefined; opens: string }) {
  const [error, setError] = useState("");
  if (secret) {
    return (
      <p class="small soft">
        Your sealed vote is kept in this browser; {opens}.{" "}
        <button class="link" onClick={() => save(secret)}>
          Save it as a file
        </button>
      </p>
    );
  }
  return (
    <label class="field">
      <span>You voted, but not in this browser. Choose the file that you saved; {opens}.</span>
      <input
        type="file"
        accept="application/json"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          void file?.text().then((text) => {
            try {
              restore(text);
              // What is shown depends on what is kept.
              changes.value += 1;
            } catch (wrong) {
              setError((wrong as Error).message);
            }
          });
        }}
      />
      {error && (
        <span class="bad small" role="alert">
          {error}
        </span>
      )}
    </label>
  );
}
