// The audit in the browser: reads the chain and nothing else. The address of PSC alone comes from the API; the reserve is what
// PSC says its minter is.

import { Contract, recoverAddress, type JsonRpcApiProvider } from "ethers";
import { status } from "../api/live";
import { abi, address } from "../chain/contracts";
import { chain } from "../chain/send";
import { events } from "./logs";
import { attestationDigest, replay, type Attested, type Check } from "./replay";

export interface Audit {
  block: number;
  checks: Check[];
  /** By the attestation's hash: the accounts whose signatures were recovered. */
  signers: Map<string, string[]>;
  /** By id: what the chain logged. */
  reports: Map<number, string>;
  ratioBps: bigint;
}

/** Replays everything up to the newest block. `tell` hears what is being done. */
export async function audit(tell: (what: string) => void): Promise<Audit> {
  const node = chain() as JsonRpcApiProvider;
  const known = status.value;
  if (!known) throw new Error("The server has not said yet where PSC is.");
  const at = await node.getBlockNumber();
  const { chainId } = await node.getNetwork();
  const view = { blockTag: at };
  const psc = new Contract(address("psc"), await abi("psc"), node);
  const reserveAddress = (await psc.getFunction("minter")(view)) as string;
  const reserve = new Contract(reserveAddress, await abi("reserve"), node);
  tell("Reading what the contracts say now …");
  const [totalSupply, now] = (await Promise.all([psc.getFunction("totalSupply")(view), reserve.getFunction("reserveReport")(view)])) as [bigint, { id: bigint; onchainSupply: bigint; attestedSupply: bigint; onchainReserve: bigint; ratioBps: bigint; head: string }];
  tell("Reading every transfer of PSC from the chain …");
  const transfers = await events(node, address("psc"), await abi("psc"), known.start_block, at, ["Transfer"]);
  tell("Reading every action of the reserve from the chain …");
  const actions = await events(node, reserveAddress, await abi("reserve"), known.start_block, at);
  tell("Computing every hash anew …");
  const result = replay({ chainId: Number(chainId), reserve: reserveAddress, transfers, actions }, { totalSupply, reportId: now.id, head: now.head, onchainSupply: now.onchainSupply, attestedSupply: now.attestedSupply });
  const checks = [{ name: "PSC's only minter is the reserve that the API names", ok: reserveAddress === known.contracts.reserve, detail: reserveAddress }, ...result.checks];
  tell("Recovering the attestors' signatures …");
  const { signers, check } = await signatures(node, Number(chainId), reserve, result.attested);
  checks.push(check);
  checks.push(await holds(node, reserve, now.onchainReserve, view));
  checks.push({ name: "PSC is backed in full", ok: now.ratioBps >= 10_000n, detail: `${Number(now.ratioBps) / 100} %` });
  const reports = new Map(actions.filter((event) => event.name === "ReserveReported").map((event) => [Number(event.args.id), event.args.hash as string]));
  return { block: at, checks, signers, reports, ratioBps: now.ratioBps };
}

async function signatures(node: JsonRpcApiProvider, chainId: number, reserve: Contract, attested: Attested[]): Promise<{ signers: Map<string, string[]>; check: Check }> {
  const signers = new Map<string, string[]>();
  let good = 0;
  let elsewhere = 0;
  const own = await reserve.getAddress();
  for (const { event, attestors, threshold } of attested) {
    const transaction = await node.getTransaction(event.transaction);
    const call = transaction?.to === own ? reserve.interface.parseTransaction(transaction) : null;
    if (call?.name !== "attest") {
      elsewhere += 1;
      continue;
    }
    const digest = attestationDigest(chainId, own, event);
    const claimed = [...(event.args.signers as string[])];
    const given = [...(call.args.signatures as string[])];
    const valid = await Promise.all(claimed.map((signer, index) => isSignature(node, digest, signer, given[index] ?? "0x", event.block)));
    const found = claimed.filter((signer, index) => valid[index] && attestors.includes(signer));
    signers.set(event.args.hash as string, found);
    if (BigInt(new Set(found).size) >= threshold && found.length === claimed.length) good += 1;
  }
  const detail = `${good} of ${attested.length} recovered${elsewhere > 0 ? `; ${elsewhere} sent through another contract, whose data does not show them` : ""}`;
  return { signers, check: { name: "Each attestation was signed by enough of the attestors of its time", ok: good + elsewhere === attested.length, detail } };
}

async function isSignature(node: JsonRpcApiProvider, digest: string, signer: string, signature: string, block: number): Promise<boolean> {
  try {
    if (recoverAddress(digest, signature) === signer) return true;
  } catch {
    // Not of an ordinary key: a contract wallet is asked (ERC-1271).
  }
  const wallet = new Contract(signer, ["function isValidSignature(bytes32,bytes) view returns (bytes4)"], node);
  return (await wallet.getFunction("isValidSignature")(digest, signature, { blockTag: block }).catch(() => "")) === "0x1626ba7e";
}

async function holds(node: JsonRpcApiProvider, reserve: Contract, accounted: bigint, view: { blockTag: number }): Promise<Check> {
  const [asset, decimals] = (await Promise.all([reserve.getFunction("asset")(view), reserve.getFunction("assetDecimals")(view)])) as [string, bigint];
  const token = new Contract(asset, ["function balanceOf(address) view returns (uint256)"], node);
  const held = (await token.getFunction("balanceOf")(await reserve.getAddress(), view)) as bigint;
  const [have, need] = decimals >= 6n ? [held, accounted * 10n ** (decimals - 6n)] : [held * 10n ** (6n - decimals), accounted];
  return { name: "The reserve holds at least what it accounts for", ok: have >= need, detail: `${held} base units of ${asset}` };
}
