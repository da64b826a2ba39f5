// Audits PSC from the chain alone: replays the report chain and everything that it is made of.
//
//   RPC_URL=http://127.0.0.1:8547 node tests/js/audit.mjs <address of PSC>
//
// Asks the node for logs, calls and transactions; trusts no indexer and no field that it can compute itself.
// Prints one line per check, then a summary; exits 1 if a check fails, 2 if it could not be made.
import fs from "node:fs";
import { AbiCoder, Contract, Interface, JsonRpcProvider, TypedDataEncoder, ZeroAddress, ZeroHash, getAddress, keccak256, recoverAddress } from "ethers";

const [psc0] = process.argv.slice(2);
const url = process.env.RPC_URL;
if (!url || !psc0) {
  console.error("usage: RPC_URL=<node> node tests/js/audit.mjs <address of PSC>");
  process.exit(2);
}

// ---- reading

const abi = (name) => JSON.parse(fs.readFileSync(new URL(`../../abi/${name}.json`, import.meta.url), "utf8"));
const interfaceOf = (name) => new Interface(abi(name).abi ?? abi(name));
const cannot = (error) => {
  console.error(`audit: ${error.shortMessage ?? error.message}`);
  process.exit(2);
};
process.on("unhandledRejection", cannot);

const node = new JsonRpcProvider(url, undefined, { staticNetwork: true, batchMaxCount: 1 });
const chainId = await node.send("eth_chainId", []).then(BigInt, () => cannot(new Error(`no answer from ${url}: is RPC_URL right and the node running?`)));
const pscAddress = getAddress(psc0);
if ((await node.getCode(pscAddress)) === "0x") cannot(new Error(`no code at ${pscAddress} on chain ${chainId}`));

// Everything is read as of one block, so that the answers belong together.
const at = await node.getBlockNumber();
const psc = new Contract(pscAddress, interfaceOf("Psc"), node);
const reserveAddress = await psc.minter({ blockTag: at });
const reserve = new Contract(reserveAddress, interfaceOf("Reserve"), node);

async function history(contract) {
  const logs = await node.getLogs({ address: await contract.getAddress(), fromBlock: 0, toBlock: at });
  return logs.map((log) => {
    const event = contract.interface.parseLog(log);
    if (!event) throw new Error(`log ${log.index} of ${log.transactionHash} is not in the ABI`);
    return { name: event.name, args: event.args, block: log.blockNumber, index: log.index, tx: log.transactionHash };
  });
}

// ---- checks

let failed = 0;
function check(name, ok, detail = "") {
  if (!ok) failed += 1;
  console.log(`${ok ? "ok  " : "FAIL"}  ${name}${detail ? `: ${detail}` : ""}`);
}
const money = (units) => `${units / 1_000_000n}.${String(units % 1_000_000n).padStart(6, "0")}`;

const tokenLogs = await history(psc);
const reserveLogs = await history(reserve);

// 1. Who can make PSC: the reserve, for good.
const minters = tokenLogs.filter((e) => e.name === "MinterSet");
check("minter was set once, to the reserve", minters.length === 1 && minters[0].args.minter === reserveAddress, reserveAddress);

// 2. The supply is what was minted less what was burnt, and every balance follows from the transfers.
const balances = new Map();
const add = (account, value) => balances.set(account, (balances.get(account) ?? 0n) + value);
let [minted, burnt] = [0n, 0n];
for (const { args } of tokenLogs.filter((e) => e.name === "Transfer")) {
  if (args.from === ZeroAddress) minted += args.value;
  else add(args.from, -args.value);
  if (args.to === ZeroAddress) burnt += args.value;
  else add(args.to, args.value);
}
const supply = await psc.totalSupply({ blockTag: at });
check("supply = minted - burnt", supply === minted - burnt, money(supply));
check("no balance is negative, and they sum up to the supply", [...balances.values()].every((b) => b >= 0n) && [...balances.values()].reduce((a, b) => a + b, 0n) === supply, `${balances.size} accounts`);

// 3. The two counters follow from the reserve's own actions.
let [onchain, attested, settled] = [0n, 0n, 0n];
const reports = [];
const attestations = [];
let attestors = [];
let threshold = 0n;
const act = (event) => {
  const { name, args } = event;
  if (name === "Issued") onchain += args.amount;
  // All of it is burnt; a fee is the part whose assets go to the owner.
  if (name === "Redeemed") onchain -= args.amount;
  if (name === "AttestedMinted") attested += args.amount;
  if (name === "RedemptionSettled") [attested, settled] = [attested - args.amount, settled + args.amount];
  if (name === "Attested") attestations.push({ ...event, attestors, threshold });
};
const ACTIONS = ["Issued", "Redeemed", "AttestedMinted", "RedemptionSettled", "Attested"];
// Within a transaction the n-th report is about the n-th action, whichever of the two was logged first.
const transactions = new Map();
for (const event of reserveLogs) transactions.set(event.tx, [...(transactions.get(event.tx) ?? []), event]);
let unreported = 0;
for (const events of transactions.values()) {
  for (const { name, args } of events) if (name === "AttestorsSet") [attestors, threshold] = [[...args.accounts], args.threshold];
  const actions = events.filter((e) => ACTIONS.includes(e.name));
  const said = events.filter((e) => e.name === "ReserveReported");
  if (actions.length !== said.length) unreported += 1;
  for (const [i, action] of actions.entries()) {
    act(action);
    if (said[i]) reports.push({ ...said[i], onchain, attested, settled, attestation: attestations.at(-1) });
  }
}
check("every action was reported, and nothing else", unreported === 0, `${reports.length} reports`);
check("supply = on-chain part + attested part", supply === onchain + attested, `${money(onchain)} + ${money(attested)}`);

// 4. The attestations: each signed by k of the attestors of its time, each naming the one before it.
const types = {
  ReserveAttestation: [
    ["uint256", "amount"], ["uint256", "settled"], ["uint64", "asOf"], ["uint64", "validUntil"],
    ["bytes32", "compositionHash"], ["string", "uri"], ["bytes32", "previousHash"],
  ].map(([type, name]) => ({ type, name })),
};
const domain = { name: "ShareCash Reserve", version: "1", chainId, verifyingContract: reserveAddress };
let previous = ZeroHash;
for (const a of attestations) {
  const message = Object.fromEntries(types.ReserveAttestation.map(({ name }) => [name, a.args[name]]));
  const hash = TypedDataEncoder.hashStruct("ReserveAttestation", types, message);
  const name = `attestation of ${new Date(Number(a.args.asOf) * 1000).toISOString()}, ${money(a.args.amount)}`;
  check(`${name}: hash and chain`, a.args.hash === hash && a.args.previousHash === previous);
  previous = hash;
  const tx = await node.getTransaction(a.tx);
  const call = tx.to === reserveAddress ? reserve.interface.parseTransaction(tx) : null;
  if (call?.name === "attest") {
    const digest = TypedDataEncoder.hash(domain, types, message);
    // A contract wallet's signature recovers to nobody: it was asked by ERC-1271, and is asked again here.
    const signed = async (signer, signature) => {
      try {
        if (recoverAddress(digest, signature) === signer) return true;
      } catch {
        // Not 65 bytes of an ordinary key.
      }
      const wallet = new Contract(signer, ["function isValidSignature(bytes32,bytes) view returns (bytes4)"], node);
      return (await wallet.isValidSignature(digest, signature, { blockTag: a.block }).catch(() => "")) === "0x1626ba7e";
    };
    const signers = [...a.args.signers];
    const good = await Promise.all(signers.map((signer, i) => signed(signer, call.args.signatures[i])));
    const known = new Set(signers.filter((signer) => a.attestors.includes(signer)));
    check(`${name}: signatures`, good.every(Boolean) && known.size === signers.length && BigInt(known.size) >= a.threshold, `${known.size} of ${a.attestors.length}, ${a.threshold} needed`);
  } else {
    console.log(`note  ${name}: sent through ${tx.to}, so the signatures are not in the call's own data`);
  }
}

// 5. The report chain: every figure recomputed, every link.
const coder = AbiCoder.defaultAbiCoder();
const fields = ["uint256", "address", "uint64", "uint256", "uint256", "uint256", "uint256", "uint64", "uint256", "bytes32"];
let head = ZeroHash;
let wrong = 0;
for (const [i, r] of reports.entries()) {
  const { id, onchainSupply, attestedSupply, onchainReserve, attestedInForce, attestedAsOf, ratioBps, previousHash, hash } = r.args;
  const values = [chainId, reserveAddress, id, onchainSupply, attestedSupply, onchainReserve, attestedInForce, attestedAsOf, ratioBps, previousHash];
  const total = onchainSupply + attestedSupply;
  const signed = r.attestation?.args;
  const since = signed ? r.settled - signed.settled : 0n;
  const inForce = signed && signed.amount > since ? signed.amount - since : 0n;
  const ratio = total === 0n ? 10_000n : ((onchainReserve + attestedInForce) * 10_000n) / total;
  const faults = [
    [id === BigInt(i + 1), "id"],
    [previousHash === head, "previousHash"],
    [keccak256(coder.encode(fields, values)) === hash, "hash"],
    [onchainSupply === r.onchain && attestedSupply === r.attested, "supplies"],
    [onchainReserve === onchainSupply, "onchainReserve"],
    [attestedInForce === inForce, "attestedInForce"],
    [attestedAsOf === (signed?.asOf ?? 0n), "attestedAsOf"],
    [ratioBps === ratio, "ratioBps"],
  ].filter(([ok]) => !ok);
  if (faults.length > 0) {
    wrong += 1;
    console.log(`FAIL  report ${id} in block ${r.block}: ${faults.map(([, name]) => name).join(", ")}`);
  }
  head = hash;
}
check("every report recomputes and names the one before it", wrong === 0, `${reports.length} reports`);

// 6. What the contract says now is the end of that chain, and the asset is there.
const now = await reserve.reserveReport({ blockTag: at });
check("reserveReport() stands at the head of the chain", now.head === head && now.id === BigInt(reports.length), head);
check("reserveReport() says what the events add up to", now.onchainSupply === onchain && now.attestedSupply === attested);
const asset = new Contract(await reserve.asset({ blockTag: at }), ["function balanceOf(address) view returns (uint256)"], node);
const decimals = await reserve.assetDecimals({ blockTag: at });
const held = await asset.balanceOf(reserveAddress, { blockTag: at });
// Compared in the finer of the two units.
const [have, need] = decimals >= 6n ? [held, now.onchainReserve * 10n ** (decimals - 6n)] : [held * 10n ** (6n - decimals), now.onchainReserve];
check("the reserve holds at least what it accounts for", have >= need, `${held} base units of ${await asset.getAddress()}`);
check("PSC is backed in full", now.ratioBps >= 10_000n, `${now.ratioBps} bps`);

const age = (await node.getBlock(at)).timestamp - Number(now.attestedAsOf);
console.log(`\nblock ${at} of chain ${chainId}: ${money(supply)} PSC, ${money(now.onchainReserve)} on chain, ${money(now.attestedInForce)} attested${attested > 0n || attestations.length > 0 ? ` (${age} s old, ${now.fresh ? "fresh" : "stale"})` : ""}`);
console.log(failed === 0 ? "audit: every check passed" : `audit: ${failed} checks FAILED`);
process.exit(failed === 0 ? 0 : 1);
