import { describe, expect, it } from "vitest";
import { pack, unpack, type SignedOrder } from "../src/market/signed-order";

const signed: SignedOrder = {
  buyer: "0x14dC79964da2C08b23698B3D3cc7Ca32193d9955",
  signature: `0x${"ab".repeat(65)}`,
  order: [[3, 2], [1, 3], [1, 2], [2, 2], [0, 4], [0, 0], 70_000_000n, 1_799_316_765, `0x${"1".repeat(64)}`, true],
};

describe("a signed order in a link", () => {
  it("comes back as it was", () => {
    expect(unpack(pack(signed))).toEqual(signed);
  });
  it("is refused where it is no such thing", () => {
    const list = JSON.parse(decodeURIComponent(pack(signed))) as unknown[];
    const broken = (index: number, value: unknown): string => encodeURIComponent(JSON.stringify(list.map((item, at) => (at === index ? value : item))));
    for (const text of ["", "%", "[]", "null", broken(0, "0x12"), broken(1, "javascript:1"), broken(2, [3]), broken(2, [3, -1]), broken(8, 70), broken(8, "-1"), broken(9, "soon"), broken(10, "0x12"), broken(11, "yes")]) expect(unpack(text), text).toBeNull();
  });
});
