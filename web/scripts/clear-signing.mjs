// Writes abi/clear-signing/*.json, the ERC-7730 descriptors with which wallets show our calls and messages in words. They name no
// deployment; `npm run clear-signing -- manifest.json folder` writes those of one into a folder.

import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { ARGUMENTS, ENUMS } from "../../abi/clear-signing/arguments.mjs";
import { BY_CONTRACTS, INTENTS, MESSAGES } from "../../abi/clear-signing/intents.mjs";

const ABI = new URL("../../abi/", import.meta.url);
const OWN = new URL("clear-signing/", ABI);
const SCHEMA = "https://eips.ethereum.org/assets/eip-7730/erc7730-v2.schema.json";
const NOBODY = `0x${"0".repeat(40)}`;
/** From half of all numbers on an allowance is meant to have no end. */
const UNLIMITED = { threshold: `0x8${"0".repeat(63)}`, message: "Unlimited" };

/** An argument's label and format: the nearest entry. */
function words(contract, fn, name) {
  const found = ARGUMENTS[`${contract}.${fn}.${name}`] ?? ARGUMENTS[`${contract}.${name}`] ?? ARGUMENTS[name];
  if (!found) throw new Error(`no words for the argument ${name} of ${contract}.${fn}: add it to abi/clear-signing/arguments.mjs`);
  return found;
}

/** A field of a descriptor, and which constants and enums it refers to. */
function field(contract, fn, { name, type }, used) {
  const [label, kind] = words(contract, fn, name);
  const each = type.endsWith("[]") ? ".[]" : "";
  const [format, of] = kind.split(":");
  const base = { path: `${name}${each}`, label };
  const endless = ["approve", "permit", "Permit"].includes(fn) ? UNLIMITED : {};
  const token = (constant) => {
    const itself = format === "own" || constant === contract.toLowerCase();
    if (!itself) used.constants.add(constant);
    return { ...base, format: "tokenAmount", params: { ...(itself ? { tokenPath: "@.to" } : { token: `$.metadata.constants.${constant}` }), ...endless } };
  };
  switch (format) {
    case "psc":
    case "pss":
      return token(format);
    case "own":
      return token(contract.toLowerCase());
    case "token":
      return { ...base, format: "tokenAmount", params: { tokenPath: of } };
    case "bps":
      return { ...base, format: "unit", params: { base: "%", decimals: 2 } };
    case "percent":
      return { ...base, format: "unit", params: { base: "%", decimals: 0 } };
    case "seconds":
      return { ...base, format: "duration" };
    case "date":
      return { ...base, format: "date", params: { encoding: "timestamp" } };
    case "enum":
      used.enums.add(of);
      return { ...base, format: "enum", params: { $ref: `$.metadata.enums.${of}` } };
    case "calldata":
      return { ...base, format: "calldata", params: each ? { calleePath: "targets.[]", amountPath: "values.[]" } : { calleePath: "target", amountPath: "value" } };
    case "hidden":
      return { ...base, format: "raw", visible: "never" };
    case "small":
      return { ...base, format: "raw", visible: "optional" };
    default:
      return { ...base, format };
  }
}

/** Lists that belong together are shown entry by entry. */
function grouped(fields) {
  const lists = fields.filter(({ path, visible }) => path.endsWith(".[]") && visible !== "never");
  if (lists.length < 2) return fields;
  const first = fields.indexOf(lists[0]);
  const others = fields.filter((one) => !lists.includes(one));
  return [...others.slice(0, first), { iteration: "bundled", fields: lists }, ...others.slice(first)];
}

const inputs = (list) => list.map(({ type, name }) => `${type} ${name}`).join(",");

function descriptor(contract, context, formats, used, deployment) {
  const pick = (from, names) => Object.fromEntries([...names].sort().map((name) => [name, from(name)]));
  const constants = pick((name) => deployment?.contracts[name] ?? NOBODY, used.constants);
  const enums = pick((name) => ENUMS[name], used.enums);
  return {
    $schema: SCHEMA,
    ...(deployment ? {} : { $comment: "Of no deployment yet: `npm run clear-signing -- manifest.json folder` in web/ fills in addresses." }),
    context: { $id: `ProductShare ${contract}`, ...context },
    metadata: {
      owner: "ProductShare",
      contractName: contract,
      ...(used.constants.size > 0 ? { constants } : {}),
      ...(used.enums.size > 0 ? { enums } : {}),
    },
    display: { formats },
  };
}

/** All descriptors by file name; `deployment` has a chain's id and addresses by the contracts' names (`offer-pool`). */
export async function descriptors(deployment) {
  const files = new Map();
  const names = (await readdir(ABI)).filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5));
  for (const contract of names) {
    const folder = contract.replace(/\B[A-Z]/g, "-$&").toLowerCase();
    const deployments = deployment ? [{ chainId: deployment.chainId, address: deployment.contracts[folder] }] : [];
    const abi = JSON.parse(await readFile(new URL(`${contract}.json`, ABI), "utf8"));
    const used = { constants: new Set(), enums: new Set() };
    const formats = {};
    for (const { type, name, stateMutability, inputs: list } of abi) {
      if (type !== "function" || !["nonpayable", "payable"].includes(stateMutability) || BY_CONTRACTS[contract]?.includes(name)) continue;
      const intent = INTENTS[contract]?.[name];
      if (!intent) throw new Error(`no words for ${contract}.${name}: add it to abi/clear-signing/intents.mjs`);
      formats[`${name}(${inputs(list)})`] = { intent, fields: grouped(list.map((input) => field(contract, name, input, used))) };
    }
    files.set(`calldata-${contract}.json`, descriptor(contract, { contract: { deployments } }, formats, used, deployment));

    const messages = MESSAGES[contract];
    if (!messages) continue;
    const signed = { constants: new Set(), enums: new Set() };
    const shown = Object.entries(messages.types).map(([type, intent]) => {
      const [, name, list] = /^(\w+)\((.*)\)$/.exec(type);
      const fields = list.split(",").map((one) => one.split(" ")).map(([kind, argument]) => field(contract, name, { type: kind, name: argument }, signed));
      return [type, { intent, fields }];
    });
    files.set(`eip712-${contract}.json`, descriptor(contract, { eip712: { domain: { name: messages.domain, version: "1" }, deployments } }, Object.fromEntries(shown), signed, deployment));
  }
  return new Map([...files].map(([name, json]) => [name, `${JSON.stringify(json, null, 2)}\n`]));
}

async function write(folder, files) {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) if (name.endsWith(".json") && !files.has(name)) await rm(new URL(name, folder));
  for (const [name, text] of files) await writeFile(new URL(name, folder), text);
  console.log(`${files.size} descriptors`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [manifest, folder] = process.argv.slice(2);
  if (manifest && folder) {
    const { chain_id: chainId, contracts } = JSON.parse(await readFile(manifest, "utf8"));
    const addresses = Object.fromEntries(Object.entries(contracts).map(([name, { address }]) => [name, address]));
    await write(pathToFileURL(`${folder}/`), await descriptors({ chainId, contracts: addresses }));
  } else {
    await write(OWN, await descriptors());
  }
}
