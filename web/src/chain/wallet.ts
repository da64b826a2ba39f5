// Wallets: found by EIP-6963, asked by EIP-1193. The page holds no key.

import { signal } from "@preact/signals";
import { status } from "../api/live";

/** EIP-1193 */
export interface Provider {
  request(call: { method: string; params?: readonly unknown[] | object }): Promise<unknown>;
  on?(event: string, listener: (value: never) => void): void;
  removeListener?(event: string, listener: (value: never) => void): void;
}

/** EIP-6963 */
export interface Wallet {
  info: { uuid: string; name: string; icon: string; rdns: string };
  provider: Provider;
}

/** A connected account. */
export interface Connection {
  wallet: Wallet;
  /** EIP-55 */
  account: string;
  chainId: number;
}

/** Wallets that announced themselves. */
export const wallets = signal<Wallet[]>([]);
/** Who acts. */
export const connection = signal<Connection | null>(null);

/** The chain of devchain, on which everybody knows the keys. */
export const DEV_CHAIN = 412346;
/** The dev wallet's name among wallets (EIP-6963). */
export const DEV_WALLET = "org.productshare.dev";
const REMEMBERED = "productshare.wallet";

/** Listens for wallets, and connects again to the one used last if it still agrees. */
export function discover(): void {
  window.addEventListener("eip6963:announceProvider", (event) => {
    const wallet = (event as CustomEvent<Wallet>).detail;
    if (!isWallet(wallet) || wallets.value.some((known) => known.info.uuid === wallet.info.uuid)) return;
    wallets.value = [...wallets.value, wallet];
    if (!connection.value && remembered() === wallet.info.rdns) void resume(wallet);
  });
  window.dispatchEvent(new Event("eip6963:requestProvider"));
  const unsubscribe = status.subscribe((known) => {
    if (!known) return;
    queueMicrotask(() => unsubscribe());
    const rpcUrl = known.rpc_url;
    if (known.chain_id === DEV_CHAIN && rpcUrl) void import("./dev-wallet").then((dev) => dev.announce(rpcUrl));
  });
}

// An announcement comes from whatever extension likes to make one; pictures must be data (EIP-6963).
function isWallet(wallet: Wallet | undefined): wallet is Wallet {
  const info = wallet?.info;
  return typeof info?.uuid === "string" && typeof info.name === "string" && typeof info.rdns === "string" && typeof info.icon === "string" && typeof wallet?.provider?.request === "function";
}

function remembered(): string | null {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

function remember(rdns: string | null): void {
  try {
    if (rdns) localStorage.setItem(REMEMBERED, rdns);
    else localStorage.removeItem(REMEMBERED);
  } catch {
    // Then it is asked again next time.
  }
}

async function resume(wallet: Wallet): Promise<void> {
  const accounts = (await wallet.provider.request({ method: "eth_accounts" }).catch(() => [])) as string[];
  if (accounts.length > 0) await adopt(wallet, accounts);
}

/** Asks a wallet for an account. @throws what the wallet says */
export async function connect(wallet: Wallet): Promise<void> {
  const accounts = (await wallet.provider.request({ method: "eth_requestAccounts" })) as string[];
  await adopt(wallet, accounts);
  remember(wallet.info.rdns);
}

let forget: () => void = () => undefined;

async function adopt(wallet: Wallet, accounts: string[]): Promise<void> {
  forget();
  const { getAddress } = await import("ethers");
  const apply = async (list: string[]): Promise<void> => {
    const first = list[0];
    if (!first) return disconnect();
    const chainId = Number(await wallet.provider.request({ method: "eth_chainId" }));
    connection.value = { wallet, account: getAddress(first), chainId };
  };
  const accountsChanged = (list: string[]): void => void apply(list);
  const chainChanged = (id: string): void => {
    if (connection.value) connection.value = { ...connection.value, chainId: Number(id) };
  };
  wallet.provider.on?.("accountsChanged", accountsChanged as never);
  wallet.provider.on?.("chainChanged", chainChanged as never);
  forget = () => {
    wallet.provider.removeListener?.("accountsChanged", accountsChanged as never);
    wallet.provider.removeListener?.("chainChanged", chainChanged as never);
  };
  await apply(accounts);
}

/** Forgets the wallet. */
export function disconnect(): void {
  forget();
  forget = () => undefined;
  connection.value = null;
  remember(null);
}

/** Brings the wallet to the market's chain. @throws what the wallet says */
export async function switchChain(): Promise<void> {
  const wanted = status.value;
  const current = connection.value;
  if (!wanted || !current || current.chainId === wanted.chain_id) return;
  const chainId = `0x${wanted.chain_id.toString(16)}`;
  try {
    await current.wallet.provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId }] });
  } catch (error) {
    // 4902: the wallet does not know the chain yet.
    if ((error as { code?: number }).code !== 4902 || !wanted.rpc_url) throw error;
    await current.wallet.provider.request({
      method: "wallet_addEthereumChain",
      params: [{ chainId, chainName: wanted.chain_id === DEV_CHAIN ? "ProductShare devchain" : `Chain ${wanted.chain_id}`, rpcUrls: [wanted.rpc_url], nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 } }],
    });
  }
  connection.value = { ...current, chainId: Number(await current.wallet.provider.request({ method: "eth_chainId" })) };
}
