// Reads {Pascal: source of interface IPascal} from stdin, prints {Pascal: its ABI} as the Solidity compiler sees it.
const { createRequire } = require("node:module");
const path = require("node:path");

const solc = createRequire(path.resolve(__dirname, "../../tests/solidity/package.json"))("solc");
const sources = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const input = {
  language: "Solidity",
  sources: Object.fromEntries(Object.entries(sources).map(([name, content]) => [`${name}.sol`, { content }])),
  settings: { outputSelection: { "*": { "*": ["abi"] } } },
};
const output = JSON.parse(solc.compile(JSON.stringify(input)));
const errors = (output.errors ?? []).filter((error) => error.severity === "error");
if (errors.length > 0) {
  console.error(errors.map((error) => error.formattedMessage).join("\n"));
  process.exit(1);
}
const abi = (name) => output.contracts[`${name}.sol`][`I${name}`].abi;
console.log(JSON.stringify(Object.fromEntries(Object.keys(sources).map((name) => [name, abi(name)]))));
