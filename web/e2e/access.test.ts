// What every page owes to everybody: keyboard, screen readers, phones, and no third parties.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ALICE, FRIEND, LABORATORY, launch, open, pageOf, VENDOR, WEB, type Browser } from "./browser";
import { contract, view } from "./chain";
import { PAGES } from "./pages";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const status = (await (await fetch(`${WEB}/v1/status`)).json()) as { rpc_url: string };

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** What axe finds serious on a page; if `what` is told, with everything unfolded, and not before that button is there. */
async function serious(page: Awaited<ReturnType<typeof pageOf>>, path: string, what?: string): Promise<string[]> {
  await open(page, path);
  if (what) {
    const button = page.getByRole("button", { name: what, exact: true, includeHidden: true });
    await button.waitFor({ state: "attached" });
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    await button.waitFor();
  }
  // The page's own policy forbids injected scripts; the debugger is not bound by it.
  await page.evaluate(readFileSync(AXE, "utf8"));
  const { violations } = await page.evaluate(() => (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => `${path}: ${id}: ${nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", ")}`);
}

for (const scheme of ["light", "dark"] as const) {
  test(`axe finds nothing serious on any page, ${scheme}`, async () => {
    const page = await pageOf(browser, FRIEND);
    await page.emulateMedia({ colorScheme: scheme });
    const found: string[] = [];
    for (const path of PAGES) found.push(...(await serious(page, path)));
    expect(found).toEqual([]);
  });
}

test("axe finds nothing serious in what only owners see, everything unfolded", async () => {
  const found: string[] = [];
  const seen = async (person: number, path: string, what: string): Promise<void> => {
    const page = await pageOf(browser, person);
    found.push(...(await serious(page, path, what)));
    await page.close();
  };
  await seen(VENDOR, "/earn/pools/2", "Announce it");
  await seen(VENDOR, "/quality/1", "Enrol it");
  await seen(VENDOR, "/stores/1", "Add the product");
  await seen(LABORATORY, "/quality", "Publish the model");
  await seen(ALICE, "/earn", "Redeem");
  expect(found).toEqual([]);
});

test("a phone scrolls no page sideways", async () => {
  const page = await pageOf(browser, FRIEND);
  await page.setViewportSize({ width: 360, height: 740 });
  const wide: string[] = [];
  for (const path of PAGES) {
    await open(page, path);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) wide.push(`${path}: ${over} px`);
  }
  expect(wide).toEqual([]);
});

test("keys alone reach a product and its wallet", async () => {
  const page = await browser.context.newPage();
  await page.goto("about:blank");
  await open(page, "/");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to content");
  await page.keyboard.press("Enter");
  const link = page.getByRole("link", { name: "Green tea" });
  for (let presses = 0; presses < 30 && !(await link.evaluate((element) => element === document.activeElement)); presses += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator("h1", { hasText: "Green tea" }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
  await page.getByRole("banner").getByRole("button").focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  expect(await page.evaluate(() => document.querySelector("dialog")?.contains(document.activeElement))).toBe(true);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
});

test("any wallet that announces itself is offered, and its pictures come from nowhere else", async () => {
  const page = await browser.context.newPage();
  await page.addInitScript(() => {
    localStorage.clear();
    const provider = { request: ({ method }: { method: string }) => Promise.resolve(method === "eth_chainId" ? "0x1" : ["0x14dC79964da2C08b23698B3D3cc7Ca32193d9955"]) };
    const announce = (icon: string, uuid: string) => () => window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: { info: { uuid, name: "Some wallet", icon, rdns: "example.wallet" }, provider } }));
    window.addEventListener("eip6963:requestProvider", announce("https://tracker.example/pixel.png", "1"));
  });
  await open(page, "/");
  await page.getByRole("banner").getByRole("button").click();
  await page.getByRole("button", { name: "Some wallet" }).click();
  await page.getByRole("banner").getByRole("button", { name: "0x14dC…9955" }).click();
  await page.getByText("Your wallet is on chain 1").waitFor();
});

test("ten tabs stay live together", async () => {
  const tabs = [];
  for (let count = 0; count < 10; count += 1) {
    const page = await pageOf(browser, FRIEND);
    await open(page, "/p/1");
    tabs.push(page);
  }
  await (await contract("catalog", VENDOR).getFunction("restock")(1, 1)).wait();
  const { inventory } = await view<{ inventory: bigint }>("catalog", "product", 1);
  await Promise.all(tabs.map((page) => page.getByText(`${inventory} in stock`).waitFor()));
  // Who led is gone: another goes on.
  await tabs.shift()?.close();
  await (await contract("catalog", VENDOR).getFunction("restock")(1, 1)).wait();
  await Promise.all(tabs.map((page) => page.getByText(`${inventory + 1n} in stock`).waitFor()));
});

test("nobody but the server and the chain was asked, and nothing complained", () => {
  expect([...browser.asked].sort()).toEqual([new URL(WEB).origin, new URL(status.rpc_url).origin].sort());
  expect(browser.complaints.filter((line) => !line.includes("404"))).toEqual([]);
});
