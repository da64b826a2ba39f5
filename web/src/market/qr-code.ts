// A QR code as one path of squares: no picture is fetched, no style is inlined.

import encodeQR from "qr";

/** Modules of quiet around the code (ISO/IEC 18004). */
const QUIET = 4;

/** The dark modules of a text's code, in a square of `size`. */
export function qrCode(text: string): { path: string; size: number } {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET });
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return { path, size: rows.length };
}
