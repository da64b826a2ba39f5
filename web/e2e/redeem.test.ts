// Out of PSC, at once and by an issuer.

import { afterAll, beforeAll, expect, test } from "vitest";
import { ALICE, carryOut, ISSUER, launch, open, pageOf, type Browser } from "./browser";
import { addressOf, pass, view } from "./chain";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test("redeems at once, is paid by an issuer, and takes back what no issuer paid in time", async () => {
  const page = await pageOf(browser, ALICE);
  const alice = addressOf(ALICE);
  const balance = (): Promise<bigint> => view<bigint>("psc", "balanceOf", alice);
  const supply = (): Promise<bigint> => view<bigint>("psc", "totalSupply");
  const first = { balance: await balance(), supply: await supply() };
  await open(page, "/earn");
  await page.getByLabel("Redeem, PSC").fill("10");
  await page.getByRole("button", { name: "Redeem", exact: true }).click();
  await carryOut(page);
  expect([await balance(), await supply()]).toEqual([first.balance - 10_000_000n, first.supply - 10_000_000n]);

  const ask = async (amount: string, note: string): Promise<void> => {
    await page.getByLabel("Redeem, PSC").fill(amount);
    await page.getByLabel("Paid by").selectOption(addressOf(ISSUER));
    await page.getByLabel("What you agreed on with the issuer").fill(note);
    await page.getByRole("button", { name: "Redeem", exact: true }).click();
    await carryOut(page);
  };
  await ask("20", "transfer 17");
  await ask("30", "a reference of more letters than fit into thirty-two bytes");
  expect([await balance(), await supply()]).toEqual([first.balance - 60_000_000n, first.supply - 10_000_000n]);

  const issuer = await pageOf(browser, ISSUER);
  await open(issuer, "/earn");
  await issuer.getByRole("row", { name: /20\.00/ }).getByRole("button", { name: "I paid it" }).click();
  await carryOut(issuer);
  expect(await supply()).toBe(first.supply - 30_000_000n);

  await pass(7 * 86_400 + 1);
  const row = page.getByRole("region", { name: "Redemptions you asked for" }).getByRole("row", { name: /30\.00/ });
  await row.getByRole("button", { name: "Take it back" }).click();
  await carryOut(page);
  expect([await balance(), await supply()]).toEqual([first.balance - 30_000_000n, first.supply - 30_000_000n]);
  await row.getByText("taken back").waitFor();
});
