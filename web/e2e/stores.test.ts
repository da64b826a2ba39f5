// What stores and those who fund them do: advances, the queue, refunds after everybody was paid.

import { afterAll, beforeAll, expect, test } from "vitest";
import { carryOut, FRIEND, launch, open, pageOf, VENDOR, type Browser } from "./browser";
import { addressOf, call, contract, pass, view } from "./chain";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const TEA = 2;
const DAY = 86_400;
interface Advance {
  state: bigint;
  amount: bigint;
  outstanding: bigint;
  deposit: bigint;
}

test("a store announces, draws and repays an advance, and a staker waits in the queue meanwhile", async () => {
  const vendor = await pageOf(browser, VENDOR);
  await open(vendor, `/earn/pools/${TEA}`);
  await vendor.getByText("Announce an advance to your store").click();
  await vendor.getByRole("group").getByLabel(/^Amount, PSC/).fill("100");
  await vendor.getByLabel("Where your plan for it is").fill("ipfs://a-plan");
  await vendor.getByRole("button", { name: "Announce it" }).click();
  await carryOut(vendor);
  const id = await view<bigint>("stake_pools", "advanceCount");
  const announced = await view<Advance>("stake_pools", "advance", id);
  expect([announced.amount, announced.outstanding]).toEqual([100_000_000n, 0n]);

  await pass(3 * DAY + 1);
  const before = await view<bigint>("psc", "balanceOf", addressOf(VENDOR));
  await vendor.getByRole("button", { name: "Draw it" }).click();
  await carryOut(vendor);
  const drawn = await view<Advance>("stake_pools", "advance", id);
  expect([drawn.outstanding, drawn.deposit]).toEqual([100_000_000n, 20_000_000n]);
  expect(await view<bigint>("psc", "balanceOf", addressOf(VENDOR))).toBe(before + 80_000_000n);

  // Who holds nearly all of the pool cannot have it all at once.
  const friend = await pageOf(browser, FRIEND);
  await open(friend, `/earn/pools/${TEA}`);
  await friend.getByRole("button", { name: "Take out all" }).click();
  await carryOut(friend);
  // Some capital comes in: a part of the shares need not wait.
  await call(FRIEND, "psc", "approve", await contract("stake_pools").getAddress(), 201_000_000n);
  await call(FRIEND, "stake_pools", "deposit", TEA, 1_000_000n);
  const held = async (): Promise<bigint> => (await view<{ shares: bigint }>("stake_pools", "position", TEA, addressOf(FRIEND))).shares;
  const left = await held();
  await friend.getByRole("button", { name: "Queue the rest" }).click();
  await carryOut(friend);
  const queue = friend.getByRole("region", { name: "Queue" });
  await queue.getByText("you", { exact: true }).waitFor();
  expect((await view<{ requested: bigint; filled: bigint }>("stake_pools", "pool", TEA)).requested).toBeGreaterThan(0n);
  const free = await held();
  expect(free).toBeGreaterThan(0n);
  expect(free).toBeLessThan(left / 10n);
  // Taken back, the shares are hers as before; then she queues them anew, though the server is slow to say so.
  let catchUp = (): void => undefined;
  const late = new Promise<void>((resolve) => (catchUp = resolve));
  await friend.route("**/stakes?*", async (route) => {
    await late;
    await route.continue();
  });
  await queue.getByRole("button", { name: "Take back" }).click();
  await carryOut(friend);
  expect(await held()).toBe(left);
  await queue.waitFor({ state: "detached" });
  await friend.getByRole("button", { name: "Queue the rest" }).click();
  await carryOut(friend);
  expect(await held()).toBeLessThan(left / 10n);
  catchUp();
  await queue.getByText("you", { exact: true }).waitFor();

  await vendor.getByLabel(`PSC to repay of advance ${id}`).fill("40");
  await vendor.getByRole("button", { name: "Repay", exact: true }).click();
  await carryOut(vendor);
  expect((await view<Advance>("stake_pools", "advance", id)).outstanding).toBe(60_000_000n);
  await vendor.getByLabel(`PSC to repay of advance ${id}`).fill("");
  await vendor.getByRole("button", { name: "Repay", exact: true }).click();
  await carryOut(vendor);
  expect((await view<Advance>("stake_pools", "advance", id)).outstanding).toBe(0n);
  const deposited = await view<bigint>("psc", "balanceOf", addressOf(VENDOR));
  await vendor.getByRole("button", { name: "Return the deposit" }).click();
  await carryOut(vendor);
  expect(await view<bigint>("psc", "balanceOf", addressOf(VENDOR))).toBe(deposited + 20_000_000n);

  await friend.getByRole("button", { name: "Pay those who wait" }).click();
  await carryOut(friend);
  const pool = await view<{ requested: bigint; filled: bigint }>("stake_pools", "pool", TEA);
  expect(pool.filled).toBe(pool.requested);
  await queue.waitFor({ state: "detached" });

  // As it was, for whoever looks next: a pool earns once it has been worth enough for a day.
  await call(FRIEND, "stake_pools", "deposit", TEA, 200_000_000n);
  await pass(DAY + 1);
});

test("a vendor offers a refund after everybody was paid; the buyer takes one, and one is taken back", async () => {
  const buyer = addressOf(FRIEND);
  const page = await pageOf(browser, FRIEND);
  await open(page, "/p/2?via=1");
  await page.getByLabel("Quantity").fill("3");
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("link", { name: "Go and pay" }).click();
  await page.getByRole("button", { name: /^Pay / }).click();
  await carryOut(page);
  const order = await view<bigint>("checkout", "orderCount");
  const { price } = await view<{ price: bigint }>("catalog", "product", 2);

  const vendor = await pageOf(browser, VENDOR);
  await open(vendor, `/orders/${order}`);
  await vendor.getByLabel("Units to take back").fill("2");
  await vendor.getByRole("button", { name: "Offer a refund" }).click();
  await carryOut(vendor);
  const before = await view<bigint>("psc", "balanceOf", buyer);
  await open(page, `/orders/${order}`);
  await page.getByRole("button", { name: "Take the refund" }).click();
  await carryOut(page);
  expect(await view<bigint>("psc", "balanceOf", buyer)).toBe(before + 2n * price);

  const escrowed = await view<bigint>("psc", "balanceOf", addressOf(VENDOR));
  await vendor.getByRole("button", { name: "Offer a refund" }).click();
  await carryOut(vendor);
  expect(await view<bigint>("psc", "balanceOf", addressOf(VENDOR))).toBe(escrowed - price);
  await vendor.getByRole("button", { name: "Take the offer back" }).click();
  await carryOut(vendor);
  expect(await view<bigint>("psc", "balanceOf", addressOf(VENDOR))).toBe(escrowed);
});
