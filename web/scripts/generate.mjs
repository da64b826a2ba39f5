// Writes src/api/schema.d.ts, the API's types, from its document; with --check only says whether it would change.

import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const document = new URL("../../indexer/tests/it/openapi.json", import.meta.url);
const target = new URL("../src/api/schema.d.ts", import.meta.url);

const json = JSON.parse(await readFile(document, "utf8"), (key, value) => (key === "example" && typeof value === "object" ? undefined : value));
const types = astToString(await openapiTS(json));
const text = `// Generated from the API's document by \`npm run generate\`; do not edit.\n\n${types}`;

if (!process.argv.includes("--check")) {
  await writeFile(target, text);
} else if ((await readFile(target, "utf8").catch(() => "")) !== text) {
  console.error("src/api/schema.d.ts is not what the API's document gives: run `npm run generate`");
  process.exit(1);
}
