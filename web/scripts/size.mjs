// What a first visit loads, and what other sites embed, compressed as the server compresses; fails above the limits.

import { readFile, readdir } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const LIMIT = 300_000;
const EMBEDDED = 200_000;
const dist = new URL("../../target/web/", import.meta.url);

const html = await readFile(new URL("index.html", dist), "utf8");
const seen = new Map();
async function load(path) {
  if (seen.has(path)) return;
  const body = await readFile(new URL(path, dist));
  // Fonts are compressed in themselves.
  seen.set(path, path.endsWith(".woff2") ? body.length : gzipSync(body).length);
  if (path.endsWith(".js")) {
    for (const [, name] of body.toString().matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) await load(`assets/${name}`);
  } else if (path.endsWith(".css")) {
    for (const [, name] of body.toString().matchAll(/url\("?\/assets\/([^")]+)"?\)/g)) await load(`assets/${name}`);
  }
}
for (const [, path] of html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)) await load(path);
const total = [...seen.values()].reduce((sum, size) => sum + size, gzipSync(html).length);
for (const [path, size] of seen) console.log(`${String(size).padStart(8)}  ${path}`);
console.log(`${String(total).padStart(8)}  first load (limit ${LIMIT}), of ${(await readdir(new URL("assets/", dist))).length} files`);
if (total > LIMIT) {
  console.error(`the first load weighs ${total} bytes, more than ${LIMIT}`);
  process.exit(1);
}
const embedded = gzipSync(await readFile(new URL("embed/productshare-buy.js", dist))).length;
console.log(`${String(embedded).padStart(8)}  embedded elsewhere (limit ${EMBEDDED})`);
if (embedded > EMBEDDED) {
  console.error(`what other sites embed weighs ${embedded} bytes, more than ${EMBEDDED}`);
  process.exit(1);
}
