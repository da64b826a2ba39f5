// Chromium without a window, in a profile of its own, before the demo at WEB_URL.

import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";

const KNOWN = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/** Where the demo serves the page. */
export const WEB = process.env.WEB_URL ?? "http://127.0.0.1:8080";

/** People of the demo, by the index of their key in the development mnemonic. */
export const ALICE = 7;
export const BOB = 8;
export const VENDOR = 14;
export const RESELLER = 15;
export const FRIEND = 16;
export const STRANGER = 13;
export const ISSUER = 6;
export const LABORATORY = 18;
export const JURORS = [3, 4, 5] as const;

export interface Browser {
  context: BrowserContext;
  /** What pages logged as errors, and every address they asked. */
  complaints: string[];
  asked: Set<string>;
  close(): Promise<void>;
}

export async function launch(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? KNOWN.find(existsSync);
  if (!executablePath) throw new Error("no Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM to its path");
  const profile = await mkdtemp(join(tmpdir(), "productshare-e2e-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: { width: 1280, height: 860 },
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const complaints: string[] = [];
  const asked = new Set<string>();
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http")) asked.add(origin);
  });
  context.on("weberror", (error) => complaints.push(error.error().message));
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.text()} (${message.location().url})`);
  });
  return {
    context,
    complaints,
    asked,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** A page on which somebody of the demo acts. */
export async function pageOf(browser: Browser, person: number): Promise<Page> {
  const page = await browser.context.newPage();
  await page.addInitScript((index) => {
    sessionStorage.setItem("productshare.dev-account", String(index));
    localStorage.setItem("productshare.wallet", "org.productshare.dev");
  }, person);
  return page;
}

/** Opens an address and waits until nothing of it is loading. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(WEB + path);
  await page.locator("h1").waitFor();
  await page.waitForFunction(() => !document.querySelector(".bones"));
}

/** Agrees to the plan that is shown, and closes it. */
export async function carryOut(page: Page): Promise<void> {
  await agree(page);
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Close" }).click();
  // Until it is gone, nothing behind it takes a key.
  await dialog.waitFor({ state: "detached" });
}

/** Agrees to the plan that is shown, and waits for its end. */
export async function agree(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog");
  const refused = dialog.getByRole("alert");
  const reach = async (wanted: ReturnType<typeof dialog.getByText>): Promise<void> => {
    await wanted.or(refused).waitFor();
    if (await refused.isVisible()) throw new Error((await refused.textContent()) ?? "refused");
  };
  const confirm = dialog.getByRole("button", { name: /in wallet/ });
  await reach(confirm);
  await confirm.click();
  await reach(dialog.getByText("Done."));
}
