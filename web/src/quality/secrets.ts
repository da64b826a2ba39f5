// Sealed votes: what opens them stays in this browser, and in the file that one saves, until they are opened. Lost, they cannot be.

import { connection } from "../chain/wallet";
import { propose, send, type Plan } from "../chain/plan";
import type { Name } from "../chain/contracts";
import { download } from "../ui/download";

interface Sealed {
  account: string;
  /** What the chain was given. */
  commitment: string;
  /** 32 bytes, hex */
  salt: string;
}
/** A vote for one of a product's reports of a cycle. */
export interface Ballot extends Sealed {
  kind: "ballot";
  cycle: number;
  product: number;
  report: number;
}
/** A juror's vote in a round of a dispute. */
export interface Judgement extends Sealed {
  kind: "judgement";
  dispute: number;
  round: number;
  /** 1: for the party, 2: for the respondent */
  choice: number;
}
export type Secret = Ballot | Judgement;

const KEY = "productshare.secrets";
const hex32 = (value: unknown): boolean => typeof value === "string" && /^0x[0-9a-f]{64}$/.test(value);

function isSecret(value: unknown): value is Secret {
  const secret = value as Secret;
  if (!hex32(secret?.salt) || !hex32(secret.commitment) || typeof secret.account !== "string") return false;
  const numbers = secret.kind === "ballot" ? [secret.cycle, secret.product, secret.report] : secret.kind === "judgement" ? [secret.dispute, secret.round, secret.choice] : [-1];
  return numbers.every((number) => Number.isSafeInteger(number) && number >= 0);
}

export function secrets(): Secret[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(list) ? list.filter(isSecret) : [];
  } catch {
    return [];
  }
}

/** The secret of what the chain has: others were never sent, or were replaced. */
export const secretOf = (commitment: string | null | undefined): Secret | undefined => secrets().find((secret) => secret.commitment === commitment);

function keep(secret: Secret): void {
  localStorage.setItem(KEY, JSON.stringify([...secrets().filter((other) => other.commitment !== secret.commitment), secret]));
}

/** Takes a saved file back. @throws Error that says what is wrong */
export function restore(text: string): void {
  let secret: unknown;
  try {
    secret = JSON.parse(text);
  } catch {
    secret = null;
  }
  if (!isSecret(secret)) throw new Error("This is no file of a sealed vote.");
  keep(secret);
}

export function save(secret: Secret): void {
  const name = secret.kind === "ballot" ? `vote-cycle-${secret.cycle}-product-${secret.product}` : `judgement-dispute-${secret.dispute}-round-${secret.round + 1}`;
  download(`${name}.json`, "application/json", JSON.stringify(secret, null, 2));
}

/** What is sealed, as both contracts compute it: numbers in words, the account and the salt. */
async function commit(contract: Name, words: (number | string)[], salt: string): Promise<string> {
  const [{ AbiCoder, keccak256 }, { address }, { status }] = await Promise.all([import("ethers"), import("../chain/contracts"), import("../api/live")]);
  const values = [status.value?.chain_id ?? 0, address(contract), ...words];
  return keccak256(AbiCoder.defaultAbiCoder().encode([...values.map((value) => (typeof value === "string" ? "address" : "uint256")), "bytes32"], [...values, salt]));
}

async function begun(): Promise<{ account: string; salt: string }> {
  const { hexlify, randomBytes } = await import("ethers");
  return { account: connection.value?.account ?? "", salt: hexlify(randomBytes(32)) };
}

async function sealed(secret: Secret, plan: Omit<Plan, "steps">, contract: Name, args: unknown[]): Promise<void> {
  // Before anything is sent: what is on the chain can be opened.
  keep(secret);
  await propose({ ...plan, note: "What opens it is kept in this browser alone. Save it as a file as well, if you may come back with another.", steps: [send("Commit", { contract, fn: "commit", args })] });
}

/** Votes for a report. */
export async function seal(cycle: number, product: number, report: number): Promise<void> {
  const own = await begun();
  const commitment = await commit("experience", [cycle, product, own.account, report], own.salt);
  await sealed({ kind: "ballot", ...own, commitment, cycle, product, report }, { title: "Vote, sealed", facts: [["For report", String(report)], ["Open it", "in the next quarter of the cycle; else it costs 5 % of your power"]] }, "experience", [cycle, product, commitment]);
}

/** Votes as a juror. */
export async function judge(dispute: number, round: number, choice: 1 | 2, words: string): Promise<void> {
  const own = await begun();
  const commitment = await commit("arbitration", [dispute, round, own.account, choice], own.salt);
  await sealed({ kind: "judgement", ...own, commitment, dispute, round, choice }, { title: "Judge, sealed", facts: [["Dispute", String(dispute)], ["Your vote", words], ["Open it", "once the votes are in; else it costs you power"]] }, "arbitration", [dispute, commitment]);
}
