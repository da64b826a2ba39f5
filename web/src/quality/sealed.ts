// Sealed votes: the salt stays in this browser until the vote is opened. Lost, it cannot be.

import { proposeCall } from "../chain/plan";
import { connection } from "../chain/wallet";

export interface Ballot {
  account: string;
  cycle: number;
  product: number;
  report: number;
  /** 32 bytes, hex */
  salt: string;
}

const KEY = "productshare.ballots";

export function ballots(): Ballot[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]") as Ballot[];
  } catch {
    return [];
  }
}

/** Commits to a report; the salt is stored before anything is sent. */
export async function seal(cycle: number, product: number, report: number): Promise<void> {
  const account = connection.value?.account ?? "";
  const [{ hexlify, randomBytes }, { contract }, { chain }] = await Promise.all([import("ethers"), import("../chain/contracts"), import("../chain/send")]);
  const salt = hexlify(randomBytes(32));
  const commitment = (await (await contract("experience", chain())).getFunction("commitment")(cycle, product, account, report, salt)) as string;
  localStorage.setItem(KEY, JSON.stringify([...ballots(), { account, cycle, product, report, salt }]));
  await proposeCall("Vote, sealed", [
      ["For report", String(report)],
      ["Open it", "in the next quarter of the cycle, in this browser; else it costs 5 % of your power"],
    ], { contract: "experience", fn: "commit", args: [cycle, product, commitment] });
}
