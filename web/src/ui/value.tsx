// Amounts, addresses and times.

import { now, status } from "../api/live";
import { exact, short, type Token } from "../money/amount";

/** An amount of a token, every digit in its title. */
export function Amount({ of, token, most }: { of: string | bigint; token: Token; most?: number }) {
  const full = exact(of, token.decimals);
  return (
    <span class="number" title={`${full} ${token.symbol}`}>
      {most === undefined && token.decimals <= 6 ? full : short(of, token.decimals, most)} <span class="unit">{token.symbol}</span>
    </span>
  );
}

/** An address or hash; its middle is left out, its title has it whole. */
export function Address({ of, you }: { of: string; you?: string }) {
  const contract = Object.entries(status.value?.contracts ?? {}).find(([, at]) => at === of)?.[0];
  const text = you && you === of ? "you" : contract ? contract.replaceAll("_", " ") : `${of.slice(0, 6)}…${of.slice(-4)}`;
  return (
    <span class={text.startsWith("0x") ? "mono" : undefined} title={of}>
      {text}
    </span>
  );
}

const dates = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

/** A time, Unix seconds. */
export function Time({ at }: { at: number }) {
  const date = new Date(at * 1000);
  return <time dateTime={date.toISOString()}>{dates.format(date)}</time>;
}

/** `2 d 3 h`: the two largest units. */
export function duration(seconds: number): string {
  const units: [number, string][] = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "min"],
    [1, "s"],
  ];
  const parts: string[] = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [size, name] of units) {
    if (rest >= size && parts.length < 2) {
      parts.push(`${Math.floor(rest / size)} ${name}`);
      rest %= size;
    } else if (parts.length > 0) break;
  }
  return parts.join(" ") || "0 s";
}

/** Time left by the chain's clock. */
export function Countdown({ to, over = "now" }: { to: number; over?: string }) {
  const left = to - now.value;
  return <time dateTime={new Date(to * 1000).toISOString()}>{left > 0 ? `in ${duration(left)}` : over}</time>;
}
