// One stake pool: its worth over time, its advances, and staking in it.

import { useRoute } from "preact-iso";
import { useState } from "preact/hooks";
import { all, type Answer, type ItemOf } from "../api/client";
import { useApi, useLoad } from "../api/use";
import { propose, proposeCall, send } from "../chain/plan";
import { connection } from "../chain/wallet";
import { title } from "../market/name";
import { exact, parse, percent, psc, PSC, pss, PSS } from "../money/amount";
import { Chart, plotted } from "../ui/chart";
import { Page, Section } from "../ui/page";
import { Empty, Show } from "../ui/show";
import { Amount, Countdown } from "../ui/value";
import { Act } from "../ui/wallet";
import { Advances } from "./advances";
import { JoinQueue, Queue } from "./queue";

type Pool = Answer<"/v1/pools/{product}">;
/** Units of a whole PSC. */
const WHOLE = 10n ** BigInt(PSC);
const MOST = 1_000;

export default function PoolPage() {
  const { params } = useRoute();
  const id = Number(params.id);
  const pool = useApi("/v1/pools/{product}", { path: { product: id } });
  return <Show of={pool}>{(data) => <View pool={data} />}</Show>;
}

function View({ pool }: { pool: Pool }) {
  const path = { product: pool.product };
  const product = useApi("/v1/products/{id}", { path: { id: pool.product } });
  const history = useLoad(`history ${pool.product}`, (signal) => all("/v1/pools/{product}/history", { path, query: { order: "desc" } }, MOST, signal));
  const name = product.data ? title(product.data) : `Product ${pool.product}`;
  return (
    <Page
      title={`${name}: its stake pool`}
      crumb={
        <>
          <a href="/earn">Earn</a> / pool {pool.product}
        </>
      }
      lead={
        product.data && (
          <>
            {percent(product.data.terms.stake_bps)} of the profit of <a href={`/p/${pool.product}`}>{name}</a> goes to those who stake here. Its store may draw on the pool for promotion and repays out of sales.
          </>
        )
      }
    >
      <dl class="figures">
        <div>
          <dt>Capital</dt>
          <dd>
            <Amount of={pool.total_assets} token={psc} />
            <small>
              <Amount of={pool.idle} token={psc} /> idle
            </small>
          </dd>
        </div>
        <div>
          <dt>Lent to the store</dt>
          <dd>
            <Amount of={pool.outstanding} token={psc} />
            <small>against a deposit of {exact(pool.store_deposit, PSC)}</small>
          </dd>
        </div>
        <div>
          <dt>Profit on its way</dt>
          <dd>
            <Amount of={pool.unstreamed} token={psc} />
            <small>{pool.stream_ends_at ? <Countdown to={pool.stream_ends_at} over="all in" /> : "nothing streams now"}</small>
          </dd>
        </div>
        <div>
          <dt>Yearly, last 30 days</dt>
          <dd>
            {pool.apr.days_30_bps === null || pool.apr.days_30_bps === undefined ? "–" : percent(pool.apr.days_30_bps)}
            <small>from the past; it promises nothing</small>
          </dd>
        </div>
      </dl>
      <div class="two after">
        <Section title="What a share was worth" aside="of a first 1.00 PSC">
          <Show of={history}>{(points) => (points.length < 2 ? <Empty>Too little has happened for a line.</Empty> : <Worth points={[...points].reverse()} />)}</Show>
        </Section>
        <Stake pool={pool} />
      </div>
      <Advances pool={pool} />
      <Queue pool={pool} />
    </Page>
  );
}

function Worth({ points }: { points: ItemOf<"/v1/pools/{product}/history">[] }) {
  return (
    <Chart
      title="What a share was worth"
      unit="PSC"
      times={points.map((point) => point.time)}
      series={[{ label: "A share", colour: "--part-makers", filled: true, values: points.map((point) => plotted(point.share_price.whole_share, PSC)) }]}
    />
  );
}

function Stake({ pool }: { pool: Pool }) {
  const me = connection.value?.account;
  const stakes = useApi(me ? "/v1/accounts/{address}/stakes" : null, { path: { address: me ?? "" } });
  const account = useApi(me ? "/v1/accounts/{address}" : null, { path: { address: me ?? "" } });
  const [sum, setSum] = useState("");
  const position = stakes.data?.positions.find((own) => own.product === pool.product);
  const lock = (amount: bigint): bigint => (amount * BigInt(pool.terms?.lock_ratio ?? 0) + WHOLE - 1n) / WHOLE;
  const free = account.data ? BigInt(account.data.pss.balance) - BigInt(account.data.pss.locked) : null;
  let needs: bigint | null = null;
  try {
    needs = sum === "" ? null : lock(parse(sum, PSC));
  } catch {
    needs = null;
  }
  const deposit = async (): Promise<void> => {
    const amount = parse(sum, PSC);
    const shown = `${exact(amount, PSC)} PSC`;
    const { allow } = await import("../chain/paying");
    await propose({
      title: "Stake",
      facts: [
        ["You put in", shown],
        ["Locked with it", `${exact(lock(amount), PSS)} PSS; they keep their votes`],
        ["Risk", "an advance that is not repaid is lost to the pool, after the store's deposit"],
      ],
      steps: [...(await allow("psc", me ?? "", "stake_pools", amount, shown)), send("Stake", { contract: "stake_pools", fn: "deposit", args: [pool.product, amount] })],
    });
  };
  const redeem = async (): Promise<void> => {
    const { stake } = await import("../chain/stake");
    const { free: now } = await stake(pool.product, me ?? "");
    await proposeCall(
      "Take your stake out",
      [
        ["You get", `${exact(now.worth, PSC)} PSC or a little more`],
        ["Unlocked", "the PSS that were locked with it"],
      ],
      { contract: "stake_pools", fn: "redeem", args: [pool.product, now.shares] },
    );
  };
  return (
    <aside class="aside stack" aria-label="Stake">
      <h3>Stake</h3>
      {pool.deposits === "barred" && <p class="notice small">No deposits now: an advance is overdue.</p>}
      {position && (
        <dl class="pairs">
          <dt>Yours</dt>
          <dd>
            <Amount of={position.value} token={psc} />
          </dd>
          <dt>Locked</dt>
          <dd>
            <Amount of={position.locked} token={pss} most={4} />
          </dd>
        </dl>
      )}
      <label class="field">
        <span>Amount, PSC</span>
        <input inputMode="decimal" value={sum} disabled={pool.deposits === "barred"} onInput={(event) => setSum(event.currentTarget.value)} />
        {needs !== null && (
          <span class={free !== null && free < needs ? "hint bad" : "hint"}>
            locks {exact(needs, PSS)} PSS{free !== null && free < needs ? `; you have ${exact(free, PSS)} free` : ""}
          </span>
        )}
      </label>
      <Act main label="Stake" disabled={sum === "" || pool.deposits === "barred"} act={deposit} />
      {position && BigInt(position.max_redeem) > 0n && <Act label="Take out all" act={redeem} />}
      {position && <JoinQueue pool={pool} position={position} />}
      {pool.redemptions === "queued" && <p class="small soft">Others wait in the queue ({pool.queue_length}); redemptions go through it.</p>}
    </aside>
  );
}
