// Compiles src/*.sol into target/solidity/<Contract>.json ({abi, bytecode}), for the tests, the demo and the gas peers.
//
//   node compile.cjs          compile when a source or a version changed since the last time
//   node compile.cjs --abi    compile abi/*.sol instead and compare each interface with the .json beside it
const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "../..");
const out = path.join(root, "target/solidity");

function fail(line) {
  console.error(`tests/solidity: ${line}`);
  process.exit(1);
}

function need(name) {
  try {
    return require(name);
  } catch {
    fail(`the npm package ${name} is missing: run \`cargo xtask setup\` (or \`npm ci\` in tests/solidity)`);
  }
}

function readDir(dir) {
  const files = fs.readdirSync(dir).filter((name) => name.endsWith(".sol")).sort();
  return Object.fromEntries(files.map((name) => [name, { content: fs.readFileSync(path.join(dir, name), "utf8") }]));
}

function compile(sources) {
  const solc = need("solc");
  const imports = (name) => {
    try {
      return { contents: fs.readFileSync(path.join(__dirname, "node_modules", name), "utf8") };
    } catch {
      return { error: `not found: ${name}` };
    }
  };
  const input = {
    language: "Solidity",
    sources,
    settings: {
      // The peers' own recommendation: what their users deploy, and the last hard fork every target network runs.
      optimizer: { enabled: true, runs: 200 },
      evmVersion: "cancun",
      metadata: { bytecodeHash: "none" },
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
    },
  };
  const result = JSON.parse(solc.compile(JSON.stringify(input), { import: imports }));
  const errors = (result.errors ?? []).filter((e) => e.severity === "error");
  if (errors.length > 0) fail(errors.map((e) => e.formattedMessage).join("\n"));
  return result.contracts;
}

// One line per function, event and error, independent of the order that a generator chose.
function signatures(abi) {
  const type = (p) => (p.type.startsWith("tuple") ? `(${p.components.map(type).join(",")})${p.type.slice(5)}` : p.type);
  return abi
    .filter((item) => item.type !== "constructor")
    .map((item) => {
      const inputs = item.inputs.map((p) => type(p) + (p.indexed ? " indexed" : "")).join(",");
      const outputs = (item.outputs ?? []).map(type).join(",");
      return [item.type, item.name, `(${inputs})`, item.stateMutability ?? "", `(${outputs})`].join(" ");
    })
    .sort();
}

function checkAbi() {
  const dir = path.join(root, "abi");
  const compiled = compile(readDir(dir));
  let checked = 0;
  for (const [file, contracts] of Object.entries(compiled)) {
    const pascal = file.replace(/\.sol$/, "");
    const contract = contracts[`I${pascal}`];
    if (!contract) fail(`abi/${file} has no interface I${pascal}`);
    const json = JSON.parse(fs.readFileSync(path.join(dir, `${pascal}.json`), "utf8"));
    const [left, right] = [signatures(contract.abi), signatures(json.abi ?? json)];
    const odd = [
      ...left.filter((s) => !right.includes(s)).map((s) => `only in ${pascal}.sol: ${s}`),
      ...right.filter((s) => !left.includes(s)).map((s) => `only in ${pascal}.json: ${s}`),
    ];
    if (odd.length > 0) fail(`abi/${pascal}.sol and .json differ\n${odd.join("\n")}`);
    checked += 1;
  }
  console.log(`abi: ${checked} interfaces compile and equal their JSON`);
}

function build() {
  const sources = readDir(path.join(__dirname, "src"));
  const lock = fs.readFileSync(path.join(__dirname, "package-lock.json"), "utf8");
  const script = fs.readFileSync(__filename, "utf8");
  const key = crypto.createHash("sha256").update(JSON.stringify([sources, lock, script])).digest("hex");
  const stamp = path.join(out, ".key");
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === key) {
    console.log("solidity: up to date");
    return;
  }
  fs.mkdirSync(out, { recursive: true });
  let count = 0;
  const compiled = compile(sources);
  for (const file of Object.keys(sources)) {
    for (const [name, contract] of Object.entries(compiled[file])) {
      const bytecode = contract.evm.bytecode.object;
      if (bytecode === "") continue;
      // Renamed into place: a test that reads at this moment sees the old file or the new one, never half of it.
      const target = path.join(out, `${name}.json`);
      fs.writeFileSync(`${target}.${process.pid}`, JSON.stringify({ abi: contract.abi, bytecode: `0x${bytecode}` }));
      fs.renameSync(`${target}.${process.pid}`, target);
      count += 1;
    }
  }
  fs.writeFileSync(stamp, key);
  console.log(`solidity: ${count} contracts in ${path.relative(process.cwd(), out) || out}`);
}

if (process.argv.includes("--abi")) checkAbi();
else build();
