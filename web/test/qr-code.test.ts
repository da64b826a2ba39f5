import decodeQR from "qr/decode.js";
import { expect, test } from "vitest";
import { qrCode } from "../src/market/qr-code";

/** The path drawn into pixels, some of them per module. */
function drawn({ path, size }: { path: string; size: number }, scale = 4): { width: number; height: number; data: Uint8Array } {
  const side = size * scale;
  const data = new Uint8Array(side * side * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let dy = 0; dy < scale; dy += 1) for (let dx = 0; dx < scale; dx += 1) data.set([0, 0, 0, 255], ((Number(y) * scale + dy) * side + Number(x) * scale + dx) * 4);
  }
  return { width: side, height: side, data };
}

test("a reader gets back what was encoded", () => {
  for (const url of ["https://market.example/p/12?via=7&share=345", `https://market.example/relay#${"é%7B".repeat(90)}`]) {
    expect(decodeQR(drawn(qrCode(url)))).toBe(url);
  }
});
