// What went wrong, in words: a contract's error by its name and values, a wallet's refusal, a node's complaint.

import { abi, type Name } from "./contracts";

const ALL: Name[] = ["checkout", "catalog", "psc", "pss", "offer_pool", "splitter", "stake_pools", "offering", "governor", "timelock", "reserve", "cycles", "quality", "experience", "power", "arbitration", "statements", "memberships"];

/** Sentences for what users meet; other errors are told by name and values. */
const SENTENCES: Record<string, (values: readonly unknown[]) => string> = {
  ERC20InsufficientBalance: ([, has, needs]) => `Not enough tokens: the account has ${has}, ${needs} are needed (base units).`,
  ERC20InsufficientAllowance: () => "The contract may not take that much yet: allow it first.",
  OutOfStock: ([product, , left]) => `Product ${product} has only ${left} left. Take some out of the cart.`,
  NotActive: ([product]) => `Product ${product} is no longer for sale. Take it out of the cart.`,
  VersionMismatch: ([product]) => `Product ${product} changed since you looked. Look at it again, then order.`,
  NotListed: ([product, store]) => `Store ${store} does not sell product ${product} any more.`,
  NotOpenToListings: ([product]) => `The maker of product ${product} lets no other store sell it.`,
  AlreadyListed: ([product, store]) => `Store ${store} lists product ${product} already.`,
  TotalExceeded: () => "The cart costs more than you agreed to: prices changed. Look at it again.",
  TotalMismatch: () => "The cart costs something else than you signed: prices changed. Look at it again.",
  Expired: () => "Too late: what was signed is no longer valid. Sign again.",
  AuthorizationUsedOrCanceled: () => "This cart was paid already.",
  NotStoreOwner: ([store]) => `Only the owner of store ${store} can do this.`,
  NotBuyer: () => "Only the buyer can do this.",
  NotVendor: () => "Only the vendor can do this.",
  StillHeld: () => "The return window is not over yet.",
  WindowOver: () => "The return window is over.",
  NothingToClaim: () => "There is nothing to claim.",
  RequestTooSmall: ([worth, min]) => `Too little to queue: it is worth ${worth}, a request must be worth ${min} (base units) or be all you have. Take out first what you can have at once.`,
  NoNeedToQueue: () => "Enough lies idle to pay you at once: take your stake out instead.",
  EnforcedPause: () => "PSC is paused: no transfer goes through.",
  GovernorInsufficientProposerVotes: ([, votes, needs]) => `Too few votes to propose: ${votes} of ${needs} (base units).`,
  GovernorAlreadyCastVote: () => "This account has voted already.",
  GovernorUnexpectedProposalState: () => "The proposal is not in a state in which this can be done.",
};

/** A revert's data, wherever wallets and nodes hide it. */
export function revertData(error: unknown, depth = 0): string | undefined {
  if (typeof error !== "object" || error === null || depth > 6) return undefined;
  const { data, ...rest } = error as Record<string, unknown> & { data?: unknown };
  if (typeof data === "string" && /^0x([0-9a-f]{2}){4,}$/i.test(data)) return data;
  for (const inner of [data, rest.error, rest.info, rest.cause]) {
    const found = revertData(inner, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** Somebody declined in the wallet (EIP-1193, 4001). */
export function declined(error: unknown): boolean {
  const { code, info } = (error ?? {}) as { code?: unknown; info?: { error?: { code?: unknown } } };
  return code === 4001 || code === "ACTION_REJECTED" || info?.error?.code === 4001;
}

/** One sentence about an error. */
export async function explain(error: unknown): Promise<string> {
  if (declined(error)) return "You declined in the wallet. Nothing was sent.";
  const data = revertData(error);
  if (data) {
    for (const name of ALL) {
      const parsed = (await abi(name)).parseError(data);
      if (!parsed) continue;
      const values = [...parsed.args];
      return SENTENCES[parsed.name]?.(values) ?? `The contract refuses: ${parsed.name}(${values.join(", ")}).`;
    }
    return `The contract refuses, with data that no contract here knows: ${data.slice(0, 74)}`;
  }
  const { shortMessage, message } = (error ?? {}) as { shortMessage?: string; message?: string };
  return shortMessage ?? message ?? String(error);
}
