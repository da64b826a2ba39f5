// What an account earned and staked, and where it could.

import type { Answer, ItemOf } from "../api/client";
import { status } from "../api/live";
import { useApi } from "../api/use";
import { propose } from "../chain/plan";
import { connection } from "../chain/wallet";
import { exact, percent, psc, PSC, pss } from "../money/amount";
import { title } from "../market/name";
import { Page, Section } from "../ui/page";
import { Empty, Show } from "../ui/show";
import { Table } from "../ui/table";
import { Amount } from "../ui/value";
import { Act } from "../ui/wallet";
import { claimPlan, claims } from "./claims";
import { Offering } from "./offering";
import { Redeem } from "./redeem";

export default function Earn() {
  const me = connection.value?.account;
  return (
    <Page title="Your part of it" lead="Whoever buys, makes, shares, stakes, reports or judges here earns of what is sold. It waits in the contracts until you take it.">
      {me ? <Mine account={me} /> : <Act main label="See what waits for you" act={() => undefined} />}
      <Section title="Stake pools" aside="fund a product's promotion, share its profit">
        <Pools />
      </Section>
      {me && <Positions account={me} />}
      <Section title="Redeem PSC" aside="what backs it, for it">
        <Redeem />
      </Section>
      <Section title="The offering of PSS" aside="the votes of the DAO">
        <Offering />
      </Section>
    </Page>
  );
}

function Mine({ account }: { account: string }) {
  const commerce = useApi("/v1/accounts/{address}/commerce", { path: { address: account } });
  return <Show of={commerce}>{(data) => <Claims of={data} />}</Show>;
}

function Claims({ of }: { of: Answer<"/v1/accounts/{address}/commerce"> }) {
  const list = claims(of, status.value?.contracts.psc ?? "");
  const total = list.reduce((sum, claim) => sum + claim.amount, 0n);
  const others = of.credits.filter((credit) => credit.token !== status.value?.contracts.psc);
  return (
    <section class="two" aria-label="What waits for you">
      <div>
        <p class="soft">Waiting for you</p>
        <p class="big">
          <Amount of={total} token={psc} />
        </p>
        {list.length > 0 && (
          <table>
            <thead class="hidden-text">
              <tr>
                <th>Why</th>
                <th>Amount</th>
              </tr>
            </thead>
            <tbody>
              {list.map((claim) => (
                <tr key={claim.why}>
                  <td>{claim.why}</td>
                  <td class="number">
                    <Amount of={claim.amount} token={psc} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {others.map((credit) => (
          <p key={credit.contract} class="small soft">
            Also <Amount of={credit.amount} token={credit.token === status.value?.contracts.pss ? pss : { symbol: credit.token, decimals: 0 }} />, credited by {credit.contract}
          </p>
        ))}
      </div>
      <aside class="aside stack">
        <Act main label="Claim all" disabled={list.length === 0} act={() => propose(claimPlan(list))} />
        <p class="small soft">
          Claimed so far as a customer: {exact(of.customer.claimed, PSC)} PSC. Buying weighs your part, and new purchases weigh more than old ones.
        </p>
      </aside>
    </section>
  );
}

function Pools() {
  const pools = useApi("/v1/pools", { query: { limit: 100 } });
  return (
    <Show of={pools}>
      {(page) =>
        page.items.length === 0 ? (
          <Empty>
            <p>No product has a pool with capital yet. Whoever stakes first begins one, on the product's page.</p>
          </Empty>
        ) : (
          <Table label="Stake pools" heads={["Product", "Deposits", { number: "Capital" }, { number: "Lent" }, { number: "A share, first 1.00" }, { number: "Yearly, last 30 days" }]}>
            {page.items.map((pool) => (
              <PoolRow key={pool.product} pool={pool} />
            ))}
          </Table>
        )
      }
    </Show>
  );
}

function PoolRow({ pool }: { pool: ItemOf<"/v1/pools"> }) {
  const product = useApi("/v1/products/{id}", { path: { id: pool.product } });
  return (
    <tr>
      <td>
        <a href={`/earn/pools/${pool.product}`}>{product.data ? title(product.data) : `Product ${pool.product}`}</a>
      </td>
      <td>{pool.deposits === "open" ? <span class="tag good">open</span> : <span class="tag warn">barred: an advance is overdue</span>}</td>
      <td class="number">
        <Amount of={pool.total_assets} token={psc} />
      </td>
      <td class="number">{percent(pool.utilisation_bps)}</td>
      <td class="number">{exact(pool.share_price.whole_share, PSC)}</td>
      <td class="number">{pool.apr.days_30_bps === null || pool.apr.days_30_bps === undefined ? "–" : percent(pool.apr.days_30_bps)}</td>
    </tr>
  );
}

function Positions({ account }: { account: string }) {
  const stakes = useApi("/v1/accounts/{address}/stakes", { path: { address: account } });
  return (
    <Section title="Your positions">
      <Show of={stakes}>
        {(data) =>
          data.positions.length === 0 ? (
            <Empty>You have staked nothing.</Empty>
          ) : (
            <Table label="Your positions" heads={["Product", { number: "Worth" }, { number: "Put in" }, { number: "Taken out" }, { number: "PSS locked" }]}>
              {data.positions.map((position) => (
                <tr key={position.product}>
                  <td>
                    <a href={`/earn/pools/${position.product}`}>Product {position.product}</a>
                  </td>
                  <td class="number">
                    <Amount of={position.value} token={psc} />
                  </td>
                  <td class="number">
                    <Amount of={position.deposited} token={psc} />
                  </td>
                  <td class="number">
                    <Amount of={position.withdrawn} token={psc} />
                  </td>
                  <td class="number">
                    <Amount of={position.locked} token={pss} most={2} />
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Show>
    </Section>
  );
}
