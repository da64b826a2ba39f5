import { ZeroAddress, ZeroHash } from "ethers";
import { describe, expect, it } from "vitest";
import type { Event } from "../src/audit/logs";
import { attestationHash, replay, reportHash, type History, type Present } from "../src/audit/replay";

const CHAIN = 412346;
const RESERVE = "0x235Ee182DFae83D56a6B765581aaD840597920B9";
const ALICE = "0x14dC79964da2C08b23698B3D3cc7Ca32193d9955";

/** A history in which 100 are issued, 500 attested and 40 of them minted. */
function history(): { history: History; now: Present } {
  let index = 0;
  const event = (name: string, transaction: string, args: Record<string, unknown>): Event => ({ name, args, block: 1, index: index++, transaction });
  const transfer = (transaction: string, value: bigint): Event => event("Transfer", transaction, { from: ZeroAddress, to: ALICE, value });
  let previousHash: string = ZeroHash;
  const report = (transaction: string, args: Record<string, bigint>): Event => {
    const made = event("ReserveReported", transaction, { ...args, previousHash });
    made.args.hash = reportHash(CHAIN, RESERVE, made);
    previousHash = made.args.hash as string;
    return made;
  };
  const attested = event("Attested", "b", { amount: 500n, settled: 0n, asOf: 9n, validUntil: 99n, compositionHash: ZeroHash, uri: "https://example.org", previousHash: ZeroHash, signers: [ALICE] });
  attested.args.hash = attestationHash(attested);
  const actions = [
    event("AttestorsSet", "0", { accounts: [ALICE], threshold: 1n }),
    event("Issued", "a", { amount: 100n }),
    report("a", { id: 1n, onchainSupply: 100n, attestedSupply: 0n, onchainReserve: 100n, attestedInForce: 0n, attestedAsOf: 0n, ratioBps: 10_000n }),
    attested,
    report("b", { id: 2n, onchainSupply: 100n, attestedSupply: 0n, onchainReserve: 100n, attestedInForce: 500n, attestedAsOf: 9n, ratioBps: 60_000n }),
    event("AttestedMinted", "c", { amount: 40n }),
    report("c", { id: 3n, onchainSupply: 100n, attestedSupply: 40n, onchainReserve: 100n, attestedInForce: 500n, attestedAsOf: 9n, ratioBps: 42_857n }),
  ];
  return {
    history: { chainId: CHAIN, reserve: RESERVE, transfers: [transfer("a", 100n), transfer("c", 40n)], actions },
    now: { totalSupply: 140n, reportId: 3n, head: previousHash, onchainSupply: 100n, attestedSupply: 40n },
  };
}

const failed = (of: { history: History; now: Present }): string[] =>
  replay(of.history, of.now)
    .checks.filter((check) => !check.ok)
    .map((check) => check.name);

describe("replay", () => {
  it("accepts an honest history", () => {
    expect(failed(history())).toEqual([]);
  });
  it("notices a report whose figure was changed", () => {
    const of = history();
    (of.history.actions[4] as Event).args.attestedInForce = 600n;
    expect(failed(of)).toContain("Every report computes anew and names the one before");
  });
  it("notices a report left out", () => {
    const of = history();
    of.history.actions.splice(4, 1);
    expect(failed(of)).toContain("Every action on the reserve was reported, and nothing else");
  });
  it("notices a mint that no transfer shows", () => {
    const of = history();
    of.now.totalSupply = 141n;
    expect(failed(of)).toContain("What was minted, less what was burnt, is the supply");
  });
  it("notices a withheld end of the chain", () => {
    const of = history();
    of.history.actions.splice(5, 2);
    of.history.transfers.pop();
    expect(failed(of)).toContain("What the contract says now is the end of that chain");
  });
  it("notices an attestation that names another before it", () => {
    const of = history();
    (of.history.actions[3] as Event).args.previousHash = `0x${"1".repeat(64)}`;
    expect(failed(of)).toContain("Each attestation has its hash and names the one before");
  });
});
