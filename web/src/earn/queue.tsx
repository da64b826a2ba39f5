// The queue of a pool whose capital is lent: who waits, and how to join, to serve and to leave it.

import type { Answer, ItemOf } from "../api/client";
import { useApi } from "../api/use";
import { proposeCall } from "../chain/plan";
import { connection } from "../chain/wallet";
import { exact, psc, PSC } from "../money/amount";
import { Section } from "../ui/page";
import { Show } from "../ui/show";
import { Table } from "../ui/table";
import { Address, Amount } from "../ui/value";
import { Act } from "../ui/wallet";

type Pool = Answer<"/v1/pools/{product}">;
type Request = ItemOf<"/v1/pools/{product}/queue">;
type Position = Answer<"/v1/accounts/{address}/stakes">["positions"][number];

/** For a position that cannot leave at once as a whole. */
export function JoinQueue({ pool, position }: { pool: Pool; position: Position }) {
  if (BigInt(position.shares) <= BigInt(position.max_redeem) || pool.redemptions === "held") return null;
  const join = async (): Promise<void> => {
    const { stake } = await import("../chain/stake");
    const { bound } = await stake(pool.product, connection.value?.account ?? "");
    await proposeCall(
      "Queue a redemption",
      [
        ["Worth now", `${exact(bound.worth, PSC)} PSC`],
        ["Paid", "in its turn, as capital comes back, at what it is worth then"],
        ["Until then", "your shares earn and lose as before, and your PSS stay locked"],
      ],
      { contract: "stake_pools", fn: "requestRedeem", args: [pool.product, bound.shares] },
    );
  };
  return <Act label="Queue the rest" act={join} />;
}

/** At any time, also in the week before a default: whoever waits on is paid at the price of then. */
function TakeBack({ pool, item }: { pool: Pool; item: Request }) {
  return (
    <Act
      slim
      label="Take back"
      act={() =>
        proposeCall(
          "Take a redemption back",
          [
            ["Worth now", `${exact(item.value, PSC)} PSC`],
            ["Effect", "the shares are yours again and wait no more; to queue them anew is to stand last"],
          ],
          { contract: "stake_pools", fn: "cancelRedeemRequest", args: [pool.product, item.request] },
        )
      }
    />
  );
}

export function Queue({ pool }: { pool: Pool }) {
  const queue = useApi(pool.queue_length > 0 ? "/v1/pools/{product}/queue" : null, { path: { product: pool.product }, query: { limit: 50 } });
  if (pool.queue_length === 0) return null;
  return (
    <Section title="Waiting for redemption" aside="paid in this order">
      <Show of={queue}>
        {(page) => (
          <>
            <Table label="Queue" heads={["Request", "Of", { number: "Waiting, worth now" }, { number: "Paid so far" }, { hidden: "Act" }]}>
              {page.items.map((item) => (
                <tr key={item.request}>
                  <td>{item.request}</td>
                  <td>
                    <Address of={item.account} you={connection.value?.account} />
                  </td>
                  <td class="number">
                    <Amount of={item.value} token={psc} />
                  </td>
                  <td class="number">
                    <Amount of={item.paid} token={psc} />
                  </td>
                  <td>{item.account === connection.value?.account && <TakeBack pool={pool} item={item} />}</td>
                </tr>
              ))}
            </Table>
            <div class="row">
              <Act label="Pay those who wait" disabled={pool.idle === "0"} act={() => proposeCall("Pay the queue", [["Out of", `${exact(pool.idle, PSC)} PSC that lie idle`], ["Effect", "the first in the queue are paid; anybody may call this"]], { contract: "stake_pools", fn: "fill", args: [pool.product, 64] })} />
            </div>
          </>
        )}
      </Show>
    </Section>
  );
}
