// A proposal's states, in the words of the page.

import type { ItemOf } from "../api/client";

type State = NonNullable<ItemOf<"/v1/proposals">["state"]>;

export const STATES: Record<State, [word: string, style: string]> = {
  pending: ["voting has not begun", "tag"],
  active: ["voting", "tag warn"],
  canceled: ["withdrawn", "tag"],
  defeated: ["defeated", "tag bad"],
  succeeded: ["won, to be queued", "tag good"],
  queued: ["waits in the timelock", "tag warn"],
  expired: ["expired", "tag"],
  executed: ["carried out", "tag good"],
};

/** A proposal's state as it is told. */
export function stateOf(state: State | null | undefined): [word: string, style: string] {
  return state ? STATES[state] : ["unknown: another timelock decides", "tag"];
}
