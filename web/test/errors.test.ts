import { describe, expect, it } from "vitest";
import { Interface } from "ethers";
import { declined, explain, revertData } from "../src/chain/errors";

describe("explain", () => {
  it("finds a contract's error wherever a node hides it, and says it in words", async () => {
    const data = new Interface(["error OutOfStock(uint64 product, uint64 requested, uint64 available)"]).encodeErrorResult("OutOfStock", [3, 2, 1]);
    for (const error of [{ data }, { error: { data } }, { info: { error: { data: { data } } } }, { cause: { data } }]) {
      expect(revertData(error)).toBe(data);
      expect(await explain(error)).toContain("Product 3 has only 1 left");
    }
  });
  it("tells an error without a sentence by its name and values", async () => {
    const data = new Interface(["error NotExpired(uint64 expiresAt)"]).encodeErrorResult("NotExpired", [9]);
    expect(await explain({ data })).toBe("The contract refuses: NotExpired(9).");
  });
  it("knows that somebody declined", async () => {
    expect(declined({ code: 4001 })).toBe(true);
    expect(await explain({ code: "ACTION_REJECTED" })).toContain("Nothing was sent");
  });
});
