// Amounts: integers of base units, from the chain to the screen. No floating point.

/** Decimals of the tokens. */
export const PSC = 6;
export const PSS = 18;

/** A token as it is shown. */
export interface Token {
  symbol: string;
  decimals: number;
}
export const psc: Token = { symbol: "PSC", decimals: PSC };
export const pss: Token = { symbol: "PSS", decimals: PSS };

/** Every digit of an amount: `1234500000` of 6 decimals is `1,234.50`. At least `least` decimals are shown. */
export function exact(amount: bigint | string, decimals: number, least = Math.min(2, decimals)): string {
  const value = BigInt(amount);
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  let fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  fraction = fraction.padEnd(least, "0");
  const sign = value < 0n ? "−" : "";
  return `${sign}${grouped(whole)}${fraction ? `.${fraction}` : ""}`;
}

/** As `exact`, cut (never rounded) after `most` decimals, with `…` where something was cut. */
export function short(amount: bigint | string, decimals: number, most = 4): string {
  const value = BigInt(amount);
  if (decimals <= most) return exact(value, decimals);
  const unit = 10n ** BigInt(decimals - most);
  const cut = value / unit;
  const text = exact(cut, most);
  return cut * unit === value ? text : `${text}…`;
}

/** `1,234,567` */
export function grouped(whole: string | number | bigint): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Reads what somebody typed. @throws RangeError that says what to type. */
export function parse(text: string, decimals: number): bigint {
  const clean = text.trim().replace(/,(?=\d{3})/g, "");
  const match = /^(\d+)(?:\.(\d*))?$/.exec(clean);
  if (!match) throw new RangeError("Type an amount in digits, such as 12.50");
  const fraction = match[2] ?? "";
  if (fraction.length > decimals) throw new RangeError(`At most ${decimals} digits after the point`);
  return BigInt((match[1] ?? "") + fraction.padEnd(decimals, "0"));
}

/** Basis points as per cent, every digit: 2550 is `25.5 %`. */
export function percent(bps: number | bigint | string): string {
  const value = BigInt(bps);
  const fraction = (value % 100n).toString().padStart(2, "0").replace(/0+$/, "");
  return `${grouped(value / 100n)}${fraction ? `.${fraction}` : ""} %`;
}

/** `part` of `whole` in basis points, rounded down; 0 of nothing. */
export function shareBps(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * 10_000n) / whole);
}
