import { describe, expect, it } from "vitest";
import { exact, parse, percent, PSC, PSS, shareBps, short } from "../src/money/amount";

describe("exact", () => {
  it("shows every digit, whatever the size", () => {
    expect(exact(1_234_500_000n, PSC)).toBe("1,234.50");
    expect(exact("1", PSC)).toBe("0.000001");
    expect(exact(0n, PSC)).toBe("0.00");
    expect(exact(2n ** 255n, 0, 0).replaceAll(",", "")).toBe((2n ** 255n).toString());
    expect(exact("4166666666666666666666666", PSS)).toBe("4,166,666.666666666666666666");
    expect(exact(-1_500_000n, PSC)).toBe("−1.50");
  });
});

describe("short", () => {
  it("cuts and says so, but never rounds", () => {
    expect(short("1999999999999999999", PSS, 2)).toBe("1.99…");
    expect(short("2000000000000000000", PSS, 2)).toBe("2.00");
  });
});

describe("parse", () => {
  it("reads back what exact shows", () => {
    for (const value of [0n, 1n, 999_999n, 1_000_000n, 123_456_789_012_345_678n]) expect(parse(exact(value, PSC), PSC)).toBe(value);
  });
  it("refuses what is no amount, or finer than the token", () => {
    for (const text of ["", "-1", "1e3", "1.2.3", "0x10", "1.0000001", "١"]) expect(() => parse(text, PSC), text).toThrow(RangeError);
  });
});

describe("percent and shares", () => {
  it("keep every digit of basis points", () => {
    expect(percent(2550)).toBe("25.5 %");
    expect(percent("10115")).toBe("101.15 %");
    expect(percent(5)).toBe("0.05 %");
    expect(shareBps(1n, 3n)).toBe(3333);
    expect(shareBps(1n, 0n)).toBe(0);
  });
});
