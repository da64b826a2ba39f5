import { afterAll, beforeAll, expect, test } from "vitest";
import { agree, ALICE, FRIEND, launch, open, pageOf, type Browser } from "./browser";
import { grouped } from "../src/money/amount";
import { addressOf, pass, view } from "./chain";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test("claims everything at once", async () => {
  const page = await pageOf(browser, ALICE);
  const alice = addressOf(ALICE);
  const pending = await view<bigint>("splitter", "pending", alice);
  const before = await view<bigint>("psc", "balanceOf", alice);
  expect(pending).toBeGreaterThan(0n);
  await open(page, "/earn");
  await page.getByRole("button", { name: "Claim all" }).click();
  await agree(page);
  expect(await view<bigint>("splitter", "pending", alice)).toBe(0n);
  expect(await view<bigint>("psc", "balanceOf", alice)).toBe(before + pending);
});

test("stakes, and takes the stake out again", async () => {
  const page = await pageOf(browser, ALICE);
  const alice = addressOf(ALICE);
  await open(page, "/earn/pools/2");
  await page.getByLabel("Amount, PSC").fill("10");
  await page.getByRole("button", { name: "Stake", exact: true }).click();
  await agree(page);
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  const staked = await view<{ shares: bigint; locked: bigint }>("stake_pools", "position", 2, alice);
  expect(staked.shares).toBeGreaterThan(0n);
  expect(staked.locked).toBe(10n ** 18n);
  await page.getByRole("button", { name: "Take out all" }).click();
  await agree(page);
  expect((await view<{ shares: bigint }>("stake_pools", "position", 2, alice)).shares).toBe(0n);
});

test("proposes, votes, queues and carries out a change", async () => {
  const page = await pageOf(browser, ALICE);
  await open(page, "/govern");
  await page.getByLabel(/What and why/).fill("A share may earn two fifths\n\nAs much as its sharer spent on it, times 0.4.");
  await page.getByLabel("Contract").selectOption("checkout");
  await page.getByLabel("Function").selectOption({ label: "setShareCap" });
  await page.getByLabel("bps (uint16)").fill("4000");
  await page.getByRole("button", { name: "Propose it" }).click();
  await agree(page);
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await page.getByRole("link", { name: "A share may earn two fifths" }).click();
  await page.locator("h1").getByText("A share may earn two fifths").waitFor();
  await page.getByText("setShareCap").waitFor();
  const id = BigInt(page.url().split("/").pop() ?? 0);

  await pass(11);
  await page.getByRole("button", { name: "For", exact: true }).click();
  await agree(page);
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  expect(await view<boolean>("governor", "hasVoted", id, addressOf(ALICE))).toBe(true);
  const friend = await pageOf(browser, FRIEND);
  await open(friend, new URL(page.url()).pathname);
  await friend.getByLabel("Reason, if you like").fill("Fair enough");
  await friend.getByRole("button", { name: "For", exact: true }).click();
  await agree(friend);
  await page.getByText("Fair enough").waitFor();

  await pass(400);
  await page.getByRole("button", { name: "Queue it" }).click();
  await agree(page);
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await pass(61);
  await page.getByRole("button", { name: "Carry it out" }).click();
  await agree(page);
  expect((await view<{ shareCapBps: bigint }>("checkout", "parameters")).shareCapBps).toBe(4000n);
  expect(await view<bigint>("governor", "state", id)).toBe(7n);
});

test("proves the reserve from the chain, and notices an index that lies", async () => {
  const page = await pageOf(browser, ALICE);
  await open(page, "/audit");
  await page.getByRole("button", { name: "Check it now" }).click();
  await page.locator("[data-audit=passed]").waitFor();
  await page.getByText("What must always hold").waitFor();
  await page.getByRole("region", { name: "Invariants" }).waitFor();
  expect(await page.getByRole("region", { name: "Invariants" }).getByText("no", { exact: true }).count()).toBe(0);
  expect(await page.locator(".checks .mark").count()).toBeGreaterThan(10);
  // Live figures, as the chain has them.
  const row = (statement: string): ReturnType<typeof page.getByRole> => page.getByRole("region", { name: "Invariants" }).getByRole("row", { name: statement });
  const { totalPoints } = await view<{ totalPoints: bigint }>("splitter", "totals");
  await row("Customers' points add up to all points").getByText(grouped(totalPoints)).first().waitFor();
  const inventories = await Promise.all(Array.from({ length: Number(await view<bigint>("catalog", "productCount")) }, (_, index) => view<{ inventory: bigint }>("catalog", "product", index + 1)));
  await row("What is in stock is what was last logged").getByText(`${grouped(inventories.reduce((sum, product) => sum + product.inventory, 0n))} units`).first().waitFor();
  await row("It holds fees that are not shared yet").getByText("PSC").first().waitFor();

  await page.route("**/v1/reserve/reports?*", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as { items: { hash: string }[] };
    const first = body.items[0];
    if (first) first.hash = first.hash.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));
    await route.fulfill({ response: answer, json: body });
  });
  await open(page, "/audit");
  await page.getByRole("button", { name: "Check it now" }).click();
  await page.locator("[data-audit=failed]").waitFor();
  await page.getByText(/^1 of \d+ checks do not hold/).waitFor();
});

test("downloads all reports, exact", async () => {
  const page = await pageOf(browser, ALICE);
  await open(page, "/audit");
  const save = async (name: string): Promise<string> => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  };
  const reports = JSON.parse(await save("JSON")) as { hash: string }[];
  const now = await view<{ id: bigint; head: string }>("reserve", "reserveReport");
  expect(BigInt(reports.length)).toBe(now.id);
  expect(reports.at(-1)?.hash).toBe(now.head);
  const rows = (await save("CSV")).split("\r\n");
  expect(BigInt(rows.length)).toBe(now.id + 1n);
  expect(rows.at(-1)?.split(",").at(-1)).toBe(now.head);
});
