// What stands where an answer is still missing, was refused, or is empty.

import type { ComponentChildren } from "preact";
import { Problem } from "../api/client";
import type { Loaded } from "../api/use";

export function Loading({ label = "Loading" }: { label?: string }) {
  return (
    <div class="bones" role="status">
      <span class="hidden-text">{label}</span>
      <i /> <i /> <i />
    </div>
  );
}

export function Failure({ error, retry }: { error: Error; retry?: () => void }) {
  const missing = error instanceof Problem && error.missing;
  return (
    <div class="state" role="alert">
      <p>{missing ? "There is nothing at this address." : error.message}</p>
      {retry && !missing && (
        <button class="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <div class="state">{children}</div>;
}

/** Shows what is there; what is being renewed stays. */
export function Show<T>({ of, children }: { of: Loaded<T>; children: (data: T) => ComponentChildren }) {
  if (of.data !== undefined) {
    return (
      <>
        {of.error && <p class="notice small">Not renewed: {of.error.message}</p>}
        {children(of.data)}
      </>
    );
  }
  if (of.error) return <Failure error={of.error} retry={of.retry} />;
  return <Loading />;
}
