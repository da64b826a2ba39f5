// A wallet for the devchain only: the accounts of the development mnemonic, whose keys everybody knows. It announces
// itself as any wallet does (EIP-6963), so that the page treats it as one.

import { HDNodeWallet, JsonRpcProvider, type TypedDataDomain, type TypedDataField } from "ethers";
import { DEV_WALLET, type Provider, type Wallet } from "./wallet";

/** Of "test test test test test test test test test test test junk"; making it of the words takes a second. */
const SEED = "0x9dfc3c64c2f8bede1533b6a79f8570e5943e0b8fd1cf77107adf7b72cef42185d564a3aee24cab43f80e3c4538087d70fc824eabbad596a23c97b6ee8322ccc0";
/** Who plays which part in the demo's market day, by index of the key. */
export const PEOPLE: readonly (readonly [index: number, name: string, part: string])[] = [
  [7, "Alice", "holds PSC, PSS and ether; buys and stakes"],
  [8, "Bob", "buys without ether: others relay what he signs"],
  [16, "Friend", "buys through a friend's link"],
  [14, "Vendor", "owns stores 1 and 3"],
  [15, "Reseller", "owns store 2, which sells what others make"],
  [2, "Treasury", "holds PSS in some worlds"],
  [1, "Guardian", "the timelock's guardian"],
  [9, "Relayer", "sends for others, and owns the platform"],
  [3, "Juror 1", "has power: votes and judges"],
  [4, "Juror 2", "has power: votes and judges"],
  [5, "Juror 3", "has power: votes and judges"],
  [6, "Issuer", "pays redemptions off the chain"],
  [18, "Laboratory", "an expert, who publishes models"],
  [13, "Stranger", "nobody gave a part"],
];
const CHOSEN = "productshare.dev-account";

const icon = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#8a5a00"/><path d="M12 10l-6 6 6 6M20 10l6 6-6 6" fill="none" stroke="#fff" stroke-width="3"/></svg>')}`;

const keys = new Map<number, HDNodeWallet>();
let root: HDNodeWallet | null = null;
function key(index: number): HDNodeWallet {
  const known = keys.get(index) ?? (root ??= HDNodeWallet.fromSeed(SEED).derivePath("m/44'/60'/0'/0")).deriveChild(index);
  keys.set(index, known);
  return known;
}

interface Transaction {
  from: string;
  to: string;
  data?: string;
  value?: string;
  gas?: string;
}

class DevProvider implements Provider {
  readonly #node: JsonRpcProvider;
  readonly #listeners = new Map<string, Set<(value: never) => void>>();
  #index: number | null;

  constructor(rpcUrl: string) {
    this.#node = new JsonRpcProvider(rpcUrl, undefined, { cacheTimeout: -1, polling: true, pollingInterval: 250 });
    const saved = Number(sessionStorage.getItem(CHOSEN) ?? Number.NaN);
    this.#index = PEOPLE.some(([index]) => index === saved) ? saved : null;
  }

  /** Acts as another person from now on. */
  choose(index: number): void {
    this.#index = index;
    sessionStorage.setItem(CHOSEN, String(index));
    for (const listener of this.#listeners.get("accountsChanged") ?? []) listener([key(index).address] as never);
  }

  on(event: string, listener: (value: never) => void): void {
    const set = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, set.add(listener));
  }

  removeListener(event: string, listener: (value: never) => void): void {
    this.#listeners.get(event)?.delete(listener);
  }

  async request({ method, params }: { method: string; params?: readonly unknown[] }): Promise<unknown> {
    const list = params ?? [];
    switch (method) {
      case "eth_requestAccounts":
        if (this.#index === null) this.choose(7);
        return this.request({ method: "eth_accounts" });
      case "eth_accounts":
        return this.#index === null ? [] : [key(this.#index).address];
      case "eth_sendTransaction": {
        const { from, to, data, value, gas } = list[0] as Transaction;
        // What a sale costs depends on the second of its block: a margin, as wallets add one.
        const gasLimit = gas ?? ((await this.#node.estimateGas({ from, to, data, value: value ?? 0 })) * 3n) / 2n;
        const sent = await this.#signer(from).sendTransaction({ to, data, value: value ?? 0, gasLimit });
        return sent.hash;
      }
      case "eth_signTypedData_v4": {
        const { domain, types, message } = JSON.parse(list[1] as string) as { domain: TypedDataDomain; types: Record<string, TypedDataField[]>; message: Record<string, unknown> };
        const { EIP712Domain: _, ...own } = types;
        return this.#signer(list[0] as string).signTypedData(domain, own, message);
      }
      default:
        return this.#node.send(method, list as unknown[]);
    }
  }

  #signer(account: string): HDNodeWallet {
    const found = PEOPLE.map(([index]) => key(index)).find((wallet) => wallet.address.toLowerCase() === account.toLowerCase());
    if (!found) throw new Error(`the dev wallet has no key of ${account}`);
    return found.connect(this.#node);
  }
}

let provider: DevProvider | null = null;

/** Announces the wallet, now and whenever somebody asks. */
export function announce(rpcUrl: string): void {
  const info = { uuid: "5b0a4a6e-7c3d-4c7e-9d0e-6d65762d7773", name: "Dev wallet", icon, rdns: DEV_WALLET };
  provider = new DevProvider(rpcUrl);
  const wallet: Wallet = Object.freeze({ info: Object.freeze(info), provider });
  const tell = (): boolean => window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: wallet }));
  window.addEventListener("eip6963:requestProvider", tell);
  tell();
}

/** Acts as one of the people. */
export function actAs(index: number): void {
  provider?.choose(index);
}

/** Somebody with ether who sends what others signed, on this chain. */
export function relayer(): string {
  return key(9).address;
}
