// An invariant as two figures and what they are to each other.

import { exact, grouped, PSC } from "../money/amount";

/** `left` is to relate to `right` as `sign` says. */
export interface Invariant {
  room: string;
  statement: string;
  left: string;
  sign: "=" | "≥" | "≤";
  right: string;
  ok: boolean;
}

export const money = (value: bigint): string => `${exact(value, PSC)} PSC`;
export const counted = (of: string) => (value: bigint): string => `${grouped(value)} ${of}`;
export const sum = <T,>(items: T[], of: (item: T) => bigint): bigint => items.reduce((total, item) => total + of(item), 0n);

export function relation(room: string, statement: string, left: bigint, sign: Invariant["sign"], right: bigint, shown = money): Invariant {
  const ok = sign === "=" ? left === right : sign === "≥" ? left >= right : left <= right;
  return { room, statement, left: shown(left), sign, right: shown(right), ok };
}

/** Asks the chain about one block. */
export type View = <T>(name: import("../chain/contracts").Name, fn: string, ...args: unknown[]) => Promise<T>;
