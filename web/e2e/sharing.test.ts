// What leaves the page: links with their cards, codes and the share sheet, and the element in somebody else's page.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import decodeQR from "qr/decode.js";
import { afterEach, beforeEach, expect, test } from "vitest";
import { agree, ALICE, BOB, FRIEND, launch, open, pageOf, WEB, type Browser } from "./browser";
import { addressOf, view } from "./chain";
import { foreignShop } from "./foreign";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let browser: Browser;
beforeEach(async () => {
  browser = await launch();
});
afterEach(() => browser.close());

/** Buys a tea for somebody, and gives the link that she may share. */
async function sharedLink(person: number): Promise<string> {
  const page = await pageOf(browser, person);
  await open(page, "/p/2?via=2");
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("link", { name: "Go and pay" }).click();
  await page.getByRole("button", { name: /^Pay / }).click();
  await agree(page);
  await page.getByRole("dialog").getByRole("link", { name: /^Order / }).click();
  const link = await page.locator("p.mono", { hasText: /\/p\/2\?via=\d+&share=\d+$/ }).textContent();
  await page.close();
  return link ?? "";
}

test("a shared link shows title, price and cashback before anything runs", async () => {
  const link = await sharedLink(ALICE);
  const page = await browser.context.newPage();
  const html = await (await fetch(link)).text();
  // Parsed by the browser, run by nobody.
  const tags = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "text/html");
    const all = [...parsed.querySelectorAll("meta")].map((meta): [string, string] => [meta.getAttribute("property") ?? meta.name, meta.content]);
    return { ...Object.fromEntries(all), canonical: parsed.querySelector<HTMLLinkElement>("link[rel=canonical]")?.href ?? "", title: parsed.title } as Record<string, string>;
  }, html);
  const product = await view<{ price: bigint; profitBps: bigint; cashbackBps: bigint }>("catalog", "product", 2);
  const profit = (product.price * product.profitBps) / 10_000n;
  const cashback = (profit * product.cashbackBps) / 10_000n;
  const units = (amount: bigint): string => (Number(amount) / 1e6).toFixed(Math.max(2, (amount % 1_000_000n).toString().padStart(6, "0").replace(/0+$/, "").length));
  expect(tags["og:title"]).toBe("Green tea");
  expect(tags.title).toBe("Green tea – ProductShare");
  expect(tags["twitter:data1"]).toBe(`${units(product.price)} PSC`);
  expect(tags["og:description"]).toContain(`${units(cashback)} PSC of each unit's profit go back`);
  expect(tags["og:url"]).toBe(link);
  expect(tags.canonical).toBe(`${WEB}/p/2`);
  expect((await fetch(tags["og:image"] ?? "")).headers.get("content-type")).toBe("image/png");
  expect((await fetch(`${WEB}/p/999999`)).status).toBe(404);
});

test("a link is a code to read, and goes into the share sheet or else the clipboard", async () => {
  const page = await pageOf(browser, FRIEND);
  await page.addInitScript(() => {
    Object.assign(window, { sheets: [] });
    navigator.share = (data) => {
      (window as unknown as { sheets: unknown[] }).sheets.push(data);
      return Promise.resolve();
    };
  });
  await open(page, "/p/2?via=2");
  await page.getByText("Pass it on").click();
  await page.getByRole("button", { name: "Show as a code" }).click();
  const code = page.getByRole("img", { name: /QR code/ });
  await code.waitFor();
  const pixels = await page.evaluate(async () => {
    const svg = document.querySelector("svg.code");
    const size = 240;
    const copy = svg?.cloneNode(true) as SVGElement;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", String(size));
    copy.setAttribute("height", String(size));
    const picture = new Image();
    picture.src = `data:image/svg+xml,${encodeURIComponent(copy.outerHTML)}`;
    await picture.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, size, size);
    context.drawImage(picture, 0, 0);
    return { size, data: [...context.getImageData(0, 0, size, size).data] };
  });
  expect(decodeQR({ width: pixels.size, height: pixels.size, data: new Uint8Array(pixels.data) })).toBe(`${WEB}/p/2?via=2`);
  await page.getByRole("button", { name: "Share the link" }).click();
  await page.getByText("Shared", { exact: true }).waitFor();
  expect(await page.evaluate(() => (window as unknown as { sheets: { url: string }[] }).sheets)).toEqual([{ title: "Green tea", url: `${WEB}/p/2?via=2` }]);

  const other = await pageOf(browser, FRIEND);
  await other.addInitScript(() => Object.assign(navigator, { share: undefined }));
  await browser.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(other, "/p/2?via=2");
  await other.getByText("Pass it on").click();
  await other.getByRole("button", { name: "Share the link" }).click();
  await other.getByText("Copied", { exact: true }).waitFor();
  expect(await other.evaluate(() => navigator.clipboard.readText())).toBe(`${WEB}/p/2?via=2`);
});

test("a store's own page sells through the element, under the strictest policy, and pays cashback", async () => {
  const share = Number(new URL(await sharedLink(ALICE)).searchParams.get("share"));
  const shop = await foreignShop((html) => html.replace('product="2" via="2"', `product="2" via="2" share="${share}"`));
  const page = await pageOf(browser, BOB);
  const bob = addressOf(BOB);
  browser.complaints.length = 0;
  await page.goto(shop.url);
  const element = page.locator("productshare-buy").first();
  await element.getByRole("link", { name: "Green tea" }).waitFor();
  const { price, inventory } = await view<{ price: bigint; inventory: bigint }>("catalog", "product", 2);
  await element.getByText(`${inventory} in stock`).waitFor();
  await element.getByText(/gets .* PSC of each unit's profit/).waitFor();
  // The page's own rules end at the element.
  expect(await element.getByRole("button", { name: /^Buy / }).evaluate((button) => getComputedStyle(button).backgroundColor)).not.toBe("rgb(255, 105, 180)");

  const before = await view<bigint>("psc", "balanceOf", bob);
  const alice = await view<bigint>("psc", "balanceOf", addressOf(ALICE));
  const orders = await view<bigint>("checkout", "orderCount");
  await element.getByLabel("Quantity").fill("2");
  await element.getByRole("button", { name: /^Buy / }).click();
  const dialog = element.getByRole("dialog");
  await dialog.getByText("You pay").waitFor();
  await dialog.getByText(/all of it or nothing/).waitFor();
  await agree(page);
  const onward = dialog.getByRole("link", { name: `Order ${orders + 1n}` });
  expect(await onward.getAttribute("href")).toBe(`${WEB}/orders/${orders + 1n}`);
  expect(await view<bigint>("psc", "balanceOf", bob)).toBe(before - 2n * price);
  expect((await view<{ buyer: string }>("checkout", "order", orders + 1n)).buyer).toBe(bob);
  const paid = (await view<{ paid: bigint }>("checkout", "share", share)).paid;
  expect(paid).toBeGreaterThan(0n);
  expect(await view<bigint>("psc", "balanceOf", addressOf(ALICE))).toBe(alice + paid);
  await dialog.getByRole("button", { name: "Close" }).click();
  await element.getByText(`${inventory - 2n} in stock`).waitFor();

  await page.evaluate(readFileSync(AXE, "utf8"));
  const { violations } = await page.evaluate(() => (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id }) => id)).toEqual([]);
  // A policy that was broken, a style that was refused: all of it would stand in the console.
  expect(browser.complaints.filter((line) => !line.includes("favicon"))).toEqual([]);
  await shop.close();
});

test("a visitor without a wallet chooses one, and a tag with a mistake says so", async () => {
  const shop = await foreignShop((html) => html.replace('product="3"', 'product="x"'));
  const page = await browser.context.newPage();
  await page.goto(shop.url);
  const [first, second] = [page.locator("productshare-buy").first(), page.locator("productshare-buy").last()];
  await second.getByRole("alert").getByText("Say which product").waitFor();
  await first.getByRole("button", { name: "Buy with your wallet" }).click();
  await first.getByRole("dialog").getByRole("button", { name: /Dev wallet/ }).click();
  await first.getByLabel("Act as somebody of the demo").selectOption({ label: "Friend: buys through a friend's link" });
  await first.getByRole("button", { name: "Done" }).click();
  await first.getByText(`${addressOf(FRIEND).slice(0, 6)}…${addressOf(FRIEND).slice(-4)}`).waitFor();
  await first.getByRole("button", { name: /^Buy for / }).waitFor();
  await shop.close();
});
