// Who acts: choose a wallet, see the account, leave.

import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { useApi } from "../api/use";
import { connect, connection, DEV_WALLET, disconnect, switchChain, wallets, type Wallet } from "../chain/wallet";
import { status } from "../api/live";
import { psc, pss } from "../money/amount";
import { Dialog } from "./dialog";
import { Show } from "./show";
import { Address, Amount } from "./value";

const open = signal(false);
/** Asks for a wallet. */
export const askForWallet = (): void => {
  open.value = true;
};

export function WalletButton() {
  const current = connection.value;
  return (
    <>
      <button class={current ? "button slim" : "button slim main"} onClick={askForWallet}>
        {current ? <Address of={current.account} /> : "Connect"}
      </button>
      {open.value && <WalletDialog />}
    </>
  );
}

function WalletDialog() {
  const close = (): void => {
    open.value = false;
  };
  return (
    <Dialog title={connection.value ? "Your account" : "Connect a wallet"} close={close}>
      {connection.value ? <Connected close={close} /> : <Choose close={close} />}
    </Dialog>
  );
}

/** The wallets of this browser. */
export function Choose({ close }: { close: () => void }) {
  const [error, setError] = useState("");
  const choose = async (wallet: Wallet): Promise<void> => {
    try {
      await connect(wallet);
      if (wallet.info.rdns !== DEV_WALLET) close();
    } catch (refused) {
      setError((refused as Error).message || "The wallet refused.");
    }
  };
  return (
    <div class="stack">
      <p class="soft">The page never sees your keys. It proposes; your wallet signs.</p>
      <div class="choices">
        {wallets.value.map((wallet) => (
          <button key={wallet.info.uuid} onClick={() => void choose(wallet)}>
            {wallet.info.icon.startsWith("data:image/") ? <img src={wallet.info.icon} alt="" /> : <span />}
            <span>
              {wallet.info.name}
              {wallet.info.rdns === DEV_WALLET && <span class="soft small"> · keys that everybody knows, for this test chain only</span>}
            </span>
          </button>
        ))}
      </div>
      {wallets.value.length === 0 && <p>No wallet is installed in this browser. Any that supports EIP-6963 will appear here by itself.</p>}
      {error && (
        <p class="bad" role="alert">
          {error}
        </p>
      )}
      <button class="button" onClick={close}>
        Not now
      </button>
    </div>
  );
}

function Connected({ close }: { close: () => void }) {
  const current = connection.value;
  const account = useApi(current ? "/v1/accounts/{address}" : null, { path: { address: current?.account ?? "" } });
  if (!current) return null;
  const wrong = status.value !== null && status.value.chain_id !== current.chainId;
  return (
    <div class="stack">
      <p class="mono">{current.account}</p>
      {wrong && (
        <p class="notice">
          Your wallet is on chain {current.chainId}; the market is on {status.value?.chain_id}.{" "}
          <button class="link" onClick={() => void switchChain().catch(() => undefined)}>
            Switch
          </button>
        </p>
      )}
      <Show of={account}>
        {(state) => (
          <dl class="pairs">
            <dt>PSC</dt>
            <dd>
              <Amount of={state.psc.balance} token={psc} />
            </dd>
            <dt>PSS</dt>
            <dd>
              <Amount of={state.pss.balance} token={pss} most={4} />
            </dd>
          </dl>
        )}
      </Show>
      {current.wallet.info.rdns === DEV_WALLET && <People />}
      <div class="row">
        <button class="button main" onClick={close}>
          Done
        </button>
        <a class="button" href="/earn" onClick={close}>
          Your money
        </a>
        <button
          class="button"
          onClick={() => {
            disconnect();
            close();
          }}
        >
          Disconnect
        </button>
      </div>
    </div>
  );
}

/** Who the dev wallet acts as. */
export function People() {
  const [people, setPeople] = useState<typeof import("../chain/dev-wallet") | null>(null);
  if (!people) void import("../chain/dev-wallet").then(setPeople);
  return (
    <label class="field">
      <span>Act as somebody of the demo</span>
      <select
        value=""
        onChange={(event) => {
          const index = Number(event.currentTarget.value);
          if (event.currentTarget.value !== "") people?.actAs(index);
        }}
      >
        <option value="">Choose a person</option>
        {people?.PEOPLE.map(([index, name, part]) => (
          <option key={index} value={index}>
            {name}: {part}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A button that first asks for a wallet where there is none. */
export function Act({ label, act, disabled, main, slim }: { label: string; act: () => void | Promise<void>; disabled?: boolean; main?: boolean; slim?: boolean }) {
  const [error, setError] = useState("");
  const kind = `button${main ? " main" : ""}${slim ? " slim" : ""}`;
  if (!connection.value) {
    return (
      <button class={kind} onClick={askForWallet} disabled={disabled}>
        {slim ? label : `Connect to ${label.charAt(0).toLowerCase()}${label.slice(1)}`}
      </button>
    );
  }
  const run = async (): Promise<void> => {
    setError("");
    try {
      await act();
    } catch (refused) {
      const { explain } = await import("../chain/errors");
      setError(await explain(refused));
    }
  };
  return (
    <>
      <button class={kind} onClick={() => void run()} disabled={disabled}>
        {label}
      </button>
      {error && (
        <span class="bad small" role="alert">
          {error}
        </span>
      )}
    </>
  );
}
