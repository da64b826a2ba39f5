// The clear-signing descriptors against the contracts themselves: nothing that somebody signs is without words, and no word is of
// something that is not there. By ERC-7730's rules, not by the generator's.

import { readdirSync, readFileSync } from "node:fs";
import { Interface, TypedDataEncoder, type FunctionFragment } from "ethers";
import { describe, expect, test } from "vitest";
import { BY_CONTRACTS, INTENTS } from "../../abi/clear-signing/intents.mjs";
import { descriptors } from "../scripts/clear-signing.mjs";

const ROOT = new URL("../../", import.meta.url);
const ABI = new URL("abi/", ROOT);
const DIR = new URL("clear-signing/", ABI);

interface Field {
  path?: string;
  label?: string;
  format?: string;
  visible?: string;
  params?: Record<string, unknown>;
  iteration?: string;
  fields?: Field[];
}
interface Descriptor {
  $schema: string;
  $comment?: string;
  context: { $id: string; contract?: { deployments: unknown[] }; eip712?: { domain: { name: string; version: string }; deployments: unknown[] } };
  metadata: { owner: string; contractName: string; constants?: Record<string, string>; enums?: Record<string, Record<string, string>> };
  display: { formats: Record<string, { intent: string; fields: Field[] }> };
}

const read = (url: URL): string => readFileSync(url, "utf8");
const names = readdirSync(ABI).filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5));
const files = readdirSync(DIR).filter((name) => name.endsWith(".json"));
const load = (name: string): Descriptor => JSON.parse(read(new URL(name, DIR))) as Descriptor;
const folder = (pascal: string): string => pascal.replace(/\B[A-Z]/g, "-$&").toLowerCase();

/** The text of a contract's sources. */
const sources = (contract: string): string => {
  const dir = new URL(`contracts/${folder(contract)}/src/`, ROOT);
  return readdirSync(dir, { recursive: true }).map(String).filter((name) => name.endsWith(".rs")).map((name) => read(new URL(name, dir))).join("\n");
};

/** Formats of the standard by the types they take, and what their parameters may and must be. */
const FORMATS: Record<string, { types: RegExp; may: string[]; must: string[][] }> = {
  raw: { types: /./, may: [], must: [] },
  amount: { types: /^uint/, may: [], must: [] },
  tokenAmount: { types: /^uint/, may: ["token", "tokenPath", "nativeCurrencyAddress", "threshold", "message", "chainId", "chainIdPath"], must: [["token", "tokenPath"]] },
  tokenTicker: { types: /^address$/, may: ["chainId", "chainIdPath"], must: [] },
  addressName: { types: /^address$/, may: ["types", "sources", "senderAddress"], must: [] },
  calldata: { types: /^bytes$/, may: ["callee", "calleePath", "selector", "selectorPath", "amount", "amountPath", "spender", "spenderPath"], must: [["callee", "calleePath"]] },
  date: { types: /^uint/, may: ["encoding"], must: [["encoding"]] },
  duration: { types: /^uint/, may: [], must: [] },
  unit: { types: /^uint/, may: ["base", "decimals", "prefix"], must: [["base"]] },
  enum: { types: /^uint/, may: ["$ref"], must: [["$ref"]] },
};

/** Everything that is wrong with the fields of one call or message, whose arguments are `types` by name. */
function faults(of: Descriptor, fields: Field[], types: Map<string, string>): string[] {
  const wrong: string[] = [];
  const shown = new Set<string>();
  const resolve = (path: string): string | undefined => {
    if (path === "@.to" || path === "@.from" || path === "@.value") return path;
    const [, name, list] = /^(\w+)((?:\.\[\])?)$/.exec(path) ?? [];
    const type = types.get(name ?? "");
    if (type?.endsWith("[]")) return list ? type.slice(0, -2) : undefined;
    return list ? undefined : type;
  };
  const internal = (path: unknown): unknown =>
    String(path)
      .split(".")
      .slice(1)
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], of);
  const look = (list: Field[], grouped: boolean): void => {
    for (const { path, label, format, visible, params = {}, iteration, fields: inner, ...rest } of list) {
      if (Object.keys(rest).length > 0) wrong.push(`unknown keys ${Object.keys(rest).join()}`);
      if (inner) {
        if (grouped || iteration !== "bundled" || inner.length < 2 || inner.some((one) => !one.path?.endsWith(".[]"))) wrong.push("a group that is not of lists");
        look(inner, true);
        continue;
      }
      const type = path === undefined ? undefined : resolve(path);
      if (path === undefined || type === undefined) {
        wrong.push(`no argument ${path}`);
        continue;
      }
      shown.add(path.replace(".[]", ""));
      if (!label || label.length > 60) wrong.push(`${path} has no short label`);
      if (visible !== undefined && !["always", "never", "optional"].includes(visible)) wrong.push(`${path} is visible ${visible}`);
      const rule = FORMATS[format ?? ""];
      if (!rule) {
        wrong.push(`${path} has the format ${format}`);
        continue;
      }
      if (!rule.types.test(type)) wrong.push(`${path} of type ${type} as ${format}`);
      for (const key of Object.keys(params)) if (!rule.may.includes(key)) wrong.push(`${path}: ${format} has no parameter ${key}`);
      for (const either of rule.must) if (either.filter((key) => key in params).length !== 1) wrong.push(`${path}: ${format} needs ${either.join(" or ")}`);
      for (const [key, value] of Object.entries(params)) {
        if (key.endsWith("Path") && resolve(String(value)) === undefined) wrong.push(`${path}: no argument ${String(value)}`);
        if (key === "token" && !/^0x[0-9a-fA-F]{40}$/.test(String(internal(value)))) wrong.push(`${path}: no token ${String(value)}`);
        if (key === "$ref" && Object.keys((internal(value) as object | undefined) ?? {}).length < 2) wrong.push(`${path}: no enum ${String(value)}`);
        if (key === "encoding" && value !== "timestamp") wrong.push(`${path}: encoded as ${String(value)}`);
      }
    }
  };
  look(fields, false);
  for (const name of types.keys()) if (!shown.has(name)) wrong.push(`${name} is not told`);
  return wrong;
}

/** Of the schema's own rules what concerns all files alike. */
function common(of: Descriptor, name: string, contract: string): void {
  expect(of.$schema, name).toBe("https://eips.ethereum.org/assets/eip-7730/erc7730-v2.schema.json");
  expect(Object.keys(of).filter((key) => !["$schema", "$comment", "includes", "context", "metadata", "display"].includes(key)), name).toEqual([]);
  expect(of.metadata.contractName, name).toBe(contract);
  for (const { intent } of Object.values(of.display.formats)) expect(intent.length, `${name}: ${intent}`).toBeGreaterThan(3);
}

test("the descriptors are what the interfaces and the words give", async () => {
  const wanted = await descriptors();
  expect(files.sort()).toEqual([...wanted.keys()].sort());
  for (const [name, text] of wanted) expect(read(new URL(name, DIR)), `${name}: run \`npm run clear-signing\``).toBe(text);
});

describe.each(names)("%s", (contract) => {
  const abi = new Interface(read(new URL(`${contract}.json`, ABI)));
  const calls = abi.fragments.filter((fragment): fragment is FunctionFragment => fragment.type === "function" && !(fragment as FunctionFragment).constant);
  const exempt = (BY_CONTRACTS as Record<string, string[]>)[contract] ?? [];

  test("every call that somebody signs has words, and none else", () => {
    const of = load(`calldata-${contract}.json`);
    common(of, contract, contract);
    expect(of.context.contract?.deployments).toEqual([]);
    const described = new Map(Object.keys(of.display.formats).map((key) => [Interface.from([`function ${key}`]).fragments[0] as FunctionFragment, key]));
    const selectors = new Set([...described.keys()].map((fragment) => fragment.selector));
    for (const call of calls) expect(selectors.has(call.selector), `${contract}.${call.format()}`).toBe(!exempt.includes(call.name));
    for (const name of exempt) expect(calls.some((call) => call.name === name), `${contract}.${name} is no call`).toBe(true);
    for (const name of Object.keys((INTENTS as Record<string, Record<string, string>>)[contract] ?? {})) expect(calls.some((call) => call.name === name), `${contract}.${name} is no call`).toBe(true);
    for (const [fragment, key] of described) {
      const call = abi.getFunction(fragment.selector);
      expect(call?.inputs.map((input) => `${input.type} ${input.name}`), key).toEqual(fragment.inputs.map((input) => `${input.type} ${input.name}`));
      const types = new Map(fragment.inputs.map((input) => [input.name, input.type]));
      expect(faults(of, of.display.formats[key]?.fields ?? [], types), `${contract}.${key}`).toEqual([]);
    }
  });

  test("what is exempt is what the sources give to other contracts", () => {
    const said = read(new URL(`${contract}.sol`, ABI));
    for (const name of exempt) {
      // The sentences above a function; standards' hooks have none.
      const above = new RegExp(`((?: *///.*\\n)*) *function ${name}\\(`).exec(said)?.[1] ?? "";
      expect(/^on(ERC|erc)/.test(name) || / only\b|registered contracts|lockers?\b|that the caller locked/i.test(above.replace(/\s+\/\/\/\s*/g, " ")), `${contract}.${name}: ${above}`).toBe(true);
      expect(/owner only/i.test(above), `${contract}.${name} is the owner's`).toBe(false);
    }
  });

  test("every typed message has words, under the domain that the contract has", () => {
    const text = sources(contract) + (/erc20::/.test(sources(contract)) ? read(new URL("contracts/common/src/erc20.rs", ROOT)) : "");
    const types = new Set([...text.matchAll(/type_hash\(\s*"(\w+\([^"]*\))",?\s*\)/g)].map(([, type]) => type ?? "").filter((type) => !type.startsWith("EIP712Domain")));
    const name = `eip712-${contract}.json`;
    expect(files.includes(name), `${contract} has ${types.size} typed messages`).toBe(types.size > 0);
    if (types.size === 0) return;
    const of = load(name);
    common(of, name, contract);
    expect(Object.keys(of.display.formats).sort()).toEqual([...types].sort());
    expect(of.context.eip712?.domain).toEqual({ name: /const NAME: &str = "([^"]+)"/.exec(text)?.[1], version: "1" });
    for (const [type, { fields }] of Object.entries(of.display.formats)) {
      const [, primary, list] = /^(\w+)\((.*)\)$/.exec(type) ?? [];
      const members = (list ?? "").split(",").map((member) => member.split(" ")).map(([kind, member]) => ({ type: kind ?? "", name: member ?? "" }));
      expect(TypedDataEncoder.from({ [primary ?? ""]: members }).encodeType(primary ?? "")).toBe(type);
      expect(faults(of, fields, new Map(members.map((member) => [member.name, member.type]))), type).toEqual([]);
    }
  });
});

test("a deployment's addresses are filled in everywhere", async () => {
  const contracts = Object.fromEntries(names.map((name, index) => [folder(name), `0x${String(index + 1).padStart(40, "0")}`]));
  for (const [name, text] of await descriptors({ chainId: 7, contracts })) {
    const of = JSON.parse(text) as Descriptor;
    const own = contracts[folder(of.metadata.contractName)];
    expect((of.context.contract ?? of.context.eip712)?.deployments, name).toEqual([{ chainId: 7, address: own }]);
    for (const [token, address] of Object.entries(of.metadata.constants ?? {})) expect(address, name).toBe(contracts[token]);
    expect(of.$comment, name).toBeUndefined();
  }
});
