// The reserve's whole history, replayed: supply and balances from transfers, both counters from the reserve's actions, every
// attestation, and the hash chain of reports (docs/auditor.md). Pure: whatever is passed in is judged.

import { AbiCoder, keccak256, TypedDataEncoder, ZeroAddress, ZeroHash } from "ethers";
import type { Event } from "./logs";

/** A statement and whether it holds. */
export interface Check {
  name: string;
  ok: boolean;
  detail: string;
}

export interface History {
  chainId: number;
  reserve: string;
  /** Of PSC. */
  transfers: Event[];
  /** Of the reserve. */
  actions: Event[];
}

/** What the chain says now. */
export interface Present {
  totalSupply: bigint;
  reportId: bigint;
  head: string;
  onchainSupply: bigint;
  attestedSupply: bigint;
}

/** An attestation, with what it had to be signed by. */
export interface Attested {
  event: Event;
  attestors: string[];
  threshold: bigint;
}

const ACTIONS = ["Issued", "Redeemed", "AttestedMinted", "RedemptionSettled", "Attested"];
const FIELDS = ["uint256", "address", "uint64", "uint256", "uint256", "uint256", "uint256", "uint64", "uint256", "bytes32"];
const TYPES = {
  ReserveAttestation: [
    { type: "uint256", name: "amount" },
    { type: "uint256", name: "settled" },
    { type: "uint64", name: "asOf" },
    { type: "uint64", name: "validUntil" },
    { type: "bytes32", name: "compositionHash" },
    { type: "string", name: "uri" },
    { type: "bytes32", name: "previousHash" },
  ],
};

const big = (event: Event, name: string): bigint => event.args[name] as bigint;
const text = (event: Event, name: string): string => event.args[name] as string;

/** The hash that a report must have. */
export function reportHash(chainId: number, reserve: string, report: Event): string {
  const names = ["id", "onchainSupply", "attestedSupply", "onchainReserve", "attestedInForce", "attestedAsOf", "ratioBps", "previousHash"];
  return keccak256(AbiCoder.defaultAbiCoder().encode(FIELDS, [chainId, reserve, ...names.map((name) => report.args[name])]));
}

/** The struct hash of an attestation: what the next one names. */
export function attestationHash(event: Event): string {
  return TypedDataEncoder.hashStruct("ReserveAttestation", TYPES, Object.fromEntries(TYPES.ReserveAttestation.map(({ name }) => [name, event.args[name]])));
}

/** What each attestor signed. */
export function attestationDigest(chainId: number, reserve: string, event: Event): string {
  const domain = { name: "ShareCash Reserve", version: "1", chainId, verifyingContract: reserve };
  return TypedDataEncoder.hash(domain, TYPES, Object.fromEntries(TYPES.ReserveAttestation.map(({ name }) => [name, event.args[name]])));
}

/** Judges a history against the present. */
export function replay({ chainId, reserve, transfers, actions }: History, now: Present): { checks: Check[]; attested: Attested[]; reports: number } {
  const checks: Check[] = [];
  const check = (name: string, ok: boolean, detail: string): void => void checks.push({ name, ok, detail });

  const balances = new Map<string, bigint>();
  const add = (account: string, value: bigint): void => void balances.set(account, (balances.get(account) ?? 0n) + value);
  let supply = 0n;
  for (const event of transfers) {
    const [from, to, value] = [text(event, "from"), text(event, "to"), big(event, "value")];
    if (from === ZeroAddress) supply += value;
    else add(from, -value);
    if (to === ZeroAddress) supply -= value;
    else add(to, value);
  }
  const sum = [...balances.values()].reduce((a, b) => a + b, 0n);
  check("What was minted, less what was burnt, is the supply", supply === now.totalSupply, `${transfers.length} transfers`);
  check("All balances add up to the supply, and none is negative", sum === supply && [...balances.values()].every((value) => value >= 0n), `${balances.size} accounts`);

  let [onchain, attestedSupply, settled] = [0n, 0n, 0n];
  let [accounts, threshold]: [string[], bigint] = [[], 0n];
  const attested: Attested[] = [];
  const reports: { event: Event; onchain: bigint; attestedSupply: bigint; settled: bigint; last?: Event }[] = [];
  const transactions = new Map<string, Event[]>();
  for (const event of actions) transactions.set(event.transaction, [...(transactions.get(event.transaction) ?? []), event]);
  let unreported = 0;
  for (const group of transactions.values()) {
    for (const event of group) if (event.name === "AttestorsSet") [accounts, threshold] = [[...(event.args.accounts as string[])], big(event, "threshold")];
    const acts = group.filter((event) => ACTIONS.includes(event.name));
    // Within a transaction the n-th report is about the n-th action, whichever of the two was logged first.
    const said = group.filter((event) => event.name === "ReserveReported");
    if (acts.length !== said.length) unreported += 1;
    acts.forEach((event, index) => {
      if (event.name === "Issued") onchain += big(event, "amount");
      if (event.name === "Redeemed") onchain -= big(event, "amount");
      if (event.name === "AttestedMinted") attestedSupply += big(event, "amount");
      if (event.name === "RedemptionSettled") [attestedSupply, settled] = [attestedSupply - big(event, "amount"), settled + big(event, "amount")];
      if (event.name === "Attested") attested.push({ event, attestors: accounts, threshold });
      const report = said[index];
      if (report) reports.push({ event: report, onchain, attestedSupply, settled, last: attested.at(-1)?.event });
    });
  }
  check("Every action on the reserve was reported, and nothing else", unreported === 0, `${reports.length} reports`);
  check("The supply is its on-chain part and its attested part", supply === onchain + attestedSupply, "two counters, from the reserve's own actions");

  let previous: string = ZeroHash;
  let broken = 0;
  for (const { event } of attested) {
    if (text(event, "hash") !== attestationHash(event) || text(event, "previousHash") !== previous) broken += 1;
    previous = text(event, "hash");
  }
  check("Each attestation has its hash and names the one before", broken === 0, `${attested.length} attestations`);

  let head: string = ZeroHash;
  const wrong: string[] = [];
  reports.forEach(({ event, ...state }, index) => {
    const total = big(event, "onchainSupply") + big(event, "attestedSupply");
    const since = state.last ? state.settled - big(state.last, "settled") : 0n;
    const inForce = state.last && big(state.last, "amount") > since ? big(state.last, "amount") - since : 0n;
    const ratio = total === 0n ? 10_000n : ((big(event, "onchainReserve") + inForce) * 10_000n) / total;
    const good =
      big(event, "id") === BigInt(index + 1) &&
      text(event, "previousHash") === head &&
      reportHash(chainId, reserve, event) === text(event, "hash") &&
      big(event, "onchainSupply") === state.onchain &&
      big(event, "attestedSupply") === state.attestedSupply &&
      big(event, "onchainReserve") === state.onchain &&
      big(event, "attestedInForce") === inForce &&
      big(event, "attestedAsOf") === (state.last ? big(state.last, "asOf") : 0n) &&
      big(event, "ratioBps") === ratio;
    if (!good) wrong.push(String(big(event, "id")));
    head = text(event, "hash");
  });
  check("Every report computes anew and names the one before", wrong.length === 0, wrong.length === 0 ? `${reports.length} hashes` : `wrong: ${wrong.join(", ")}`);
  check("What the contract says now is the end of that chain", now.head === head && now.reportId === BigInt(reports.length) && now.onchainSupply === onchain && now.attestedSupply === attestedSupply, head);
  return { checks, attested, reports: reports.length };
}
