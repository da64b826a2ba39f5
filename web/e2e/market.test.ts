import type { EventLog } from "ethers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { agree, ALICE, BOB, FRIEND, launch, open, pageOf, RESELLER, VENDOR, WEB, type Browser } from "./browser";
import { waterfall } from "../src/money/waterfall";
import { addressOf, contract, view } from "./chain";

let browser: Browser;
// A browser of one's own: a cart is the browser's.
beforeEach(async () => {
  browser = await launch();
});
afterEach(() => browser.close());

/** Puts a product into the cart. */
async function take(page: Awaited<ReturnType<typeof pageOf>>, path: string, quantity = 1): Promise<void> {
  await open(page, path);
  await page.getByLabel("Quantity").fill(String(quantity));
  await page.getByRole("button", { name: "Add to cart" }).click();
}

/** The page's own arithmetic, which it shows before one pays, gives what the chain then paid. */
async function expectAsPictured(order: bigint): Promise<void> {
  const checkout = contract("checkout");
  const settled = (await checkout.queryFilter(checkout.filters.LineSettled?.(order) ?? [])) as EventLog[];
  expect(settled.length).toBe(2);
  for (const { args } of settled) {
    const line = await view<{ product: bigint }>("checkout", "line", order, args.line);
    const terms = await view<Record<string, bigint>>("catalog", "product", line.product);
    const of = waterfall(
      args.gross as bigint,
      { profit_bps: Number(terms.profitBps), cashback_bps: Number(terms.cashbackBps), stake_bps: Number(terms.stakeBps) },
      { experienceFeeBps: Number(terms.experienceFeeBps), shared: false, staked: line.product === 2n },
    );
    expect([of.vendor, of.stakers, of.cashback, of.customers + of.coCreators + of.causes + of.carried]).toEqual([(args.toVendor as bigint) + (args.repayment as bigint), args.stakeShare, args.cashback, args.groups]);
  }
}

test("buys from two stores with one signature and no ether", async () => {
  const page = await pageOf(browser, BOB);
  const bob = addressOf(BOB);
  const [coffee, tea] = await Promise.all([view<{ price: bigint; inventory: bigint }>("catalog", "product", 3), view<{ price: bigint; inventory: bigint }>("catalog", "product", 2)]);
  const before = await view<bigint>("psc", "balanceOf", bob);
  const orders = await view<bigint>("checkout", "orderCount");
  await take(page, "/p/3");
  await take(page, "/p/2?via=2", 2);
  await page.getByRole("link", { name: "Go and pay" }).click();
  await page.getByRole("button", { name: /^Pay / }).click();
  await agree(page);
  await page.getByRole("dialog").getByRole("link", { name: /^Order / }).click();
  await page.locator("h1").getByText(`Order ${orders + 1n}`).waitFor();
  await expect.poll(() => page.locator("section .tag.good").count()).toBe(2);

  const total = coffee.price + 2n * tea.price;
  expect(await view<bigint>("psc", "balanceOf", bob)).toBe(before - total);
  const order = await view<{ buyer: string; lines: bigint }>("checkout", "order", orders + 1n);
  expect([order.buyer, order.lines]).toEqual([bob, 2n]);
  expect((await view<{ inventory: bigint }>("catalog", "product", 3)).inventory).toBe(coffee.inventory - 1n);
  await expectAsPictured(orders + 1n);
  expect((await view<{ inventory: bigint }>("catalog", "product", 2)).inventory).toBe(tea.inventory - 2n);
});

test("pays a friend's purchase back to who shared the link", async () => {
  const alice = await pageOf(browser, ALICE);
  await take(alice, "/p/2");
  await alice.getByRole("link", { name: "Go and pay" }).click();
  await alice.getByLabel("How it gets to the chain").selectOption("direct");
  await alice.getByRole("button", { name: /^Pay / }).click();
  await agree(alice);
  await alice.getByRole("dialog").getByRole("link", { name: /^Order / }).click();
  const link = await alice.locator("text=/\\/p\\/2\\?via=\\d+&share=\\d+/").textContent();
  const share = BigInt(new URL(link ?? "").searchParams.get("share") ?? 0);
  const before = await view<bigint>("psc", "balanceOf", addressOf(ALICE));

  const friend = await pageOf(browser, FRIEND);
  await take(friend, (link ?? "").replace(WEB, ""));
  await friend.getByRole("link", { name: "Go and pay" }).click();
  await friend.getByLabel("How it gets to the chain").selectOption("signed");
  await friend.getByRole("button", { name: /^Pay / }).click();
  await agree(friend);

  const paid = (await view<{ paid: bigint }>("checkout", "share", share)).paid;
  expect(paid).toBeGreaterThan(0n);
  expect(await view<bigint>("psc", "balanceOf", addressOf(ALICE))).toBe(before + paid);
});

test("hands a signed order to somebody who sends it", async () => {
  const bob = addressOf(BOB);
  const page = await pageOf(browser, BOB);
  const before = await view<bigint>("psc", "balanceOf", bob);
  await take(page, "/p/3");
  await page.getByRole("link", { name: "Go and pay" }).click();
  await page.getByLabel("How it gets to the chain").selectOption("handed");
  await page.getByRole("button", { name: /^Pay / }).click();
  await agree(page);
  const link = (await page.getByRole("dialog").locator(".clamp").textContent()) ?? "";
  expect(await view<bigint>("psc", "balanceOf", bob)).toBe(before);

  const sender = await pageOf(browser, ALICE);
  await open(sender, link.replace(WEB, ""));
  await sender.getByRole("button", { name: "Send it" }).click();
  await agree(sender);
  const { price } = await view<{ price: bigint }>("catalog", "product", 3);
  expect(await view<bigint>("psc", "balanceOf", bob)).toBe(before - price);
});

test("lists another's product out of a pasted link", async () => {
  const page = await pageOf(browser, RESELLER);
  if (await view<boolean>("catalog", "isListed", 4, 2)) await (await contract("catalog", RESELLER).getFunction("unlist")(2, 4)).wait();
  await open(page, "/list");
  await page.getByLabel("Link").fill(`${WEB}/p/4?via=3`);
  await page.getByRole("button", { name: "List it" }).click();
  await agree(page);
  expect(await view<boolean>("catalog", "isListed", 4, 2)).toBe(true);
  await open(page, "/p/4?via=2");
  await page.getByRole("button", { name: "Add to cart" }).waitFor();
});

test("shows what changed on the chain without being asked", async () => {
  const page = await pageOf(browser, BOB);
  await open(page, "/p/1");
  const { inventory } = await view<{ inventory: bigint }>("catalog", "product", 1);
  await page.getByText(`${inventory} in stock`).waitFor();
  await (await contract("catalog", VENDOR).getFunction("restock")(1, 3)).wait();
  await page.getByText(`${inventory + 3n} in stock`).waitFor();
});

test("refuses a cart that is too dear, in words, and sends nothing", async () => {
  const page = await pageOf(browser, BOB);
  const orders = await view<bigint>("checkout", "orderCount");
  await take(page, "/p/4", 800);
  await page.getByRole("link", { name: "Go and pay" }).click();
  await page.getByText(/too few/).waitFor();
  expect(await page.getByRole("button", { name: /^Pay / }).isDisabled()).toBe(true);
  expect(await view<bigint>("checkout", "orderCount")).toBe(orders);
});

test("a store's owner sets a price and posts an offer", async () => {
  if ((await view<bigint>("offer_pool", "openOfferOf", 1)) > 0n) await (await contract("offer_pool", VENDOR).getFunction("revoke")(1, false)).wait();
  const page = await pageOf(browser, VENDOR);
  await open(page, "/stores/1");
  const product = page.locator("details", { hasText: "Linen shirt" });
  await product.locator("summary").click();
  await product.getByLabel("Price, PSC").fill("21.5");
  await product.getByRole("button", { name: "Set price" }).click();
  await agree(page);
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  expect((await view<{ price: bigint }>("catalog", "product", 1)).price).toBe(21_500_000n);
  await product.getByLabel("Units", { exact: true }).fill("2");
  await product.getByLabel("Reward per unit that others sell, PSC").fill("0.75");
  await product.getByRole("button", { name: "Post an offer for units" }).click();
  await agree(page);
  const offer = await view<bigint>("offer_pool", "openOfferOf", 1);
  const posted = await view<{ rewardPerUnit: bigint; unitsLeft: bigint }>("offer_pool", "offer", offer);
  expect([posted.rewardPerUnit, posted.unitsLeft]).toEqual([750_000n, 2n]);
});
