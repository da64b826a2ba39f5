// Pictures of pages, to look at: node e2e/shots.mjs [path ...]; into target/web-shots.

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";

const base = process.env.WEB_URL ?? "http://127.0.0.1:8082";
const dir = fileURLToPath(new URL("../../target/web-shots/", import.meta.url));
const person = process.env.ACT_AS;
const paths = process.argv.slice(2);
await mkdir(dir, { recursive: true });
const { context, close } = await launch();
const page = await context.newPage();
page.on("console", (message) => ["error", "warning"].includes(message.type()) && console.log(message.type(), message.text()));
page.on("pageerror", (error) => console.log("error", error.message));
if (person) {
  await page.addInitScript((index) => {
    sessionStorage.setItem("productshare.dev-account", index);
    localStorage.setItem("productshare.wallet", "org.productshare.dev");
  }, person);
}
for (const path of paths.length > 0 ? paths : ["/", "/p/2", "/cart", "/orders/1", "/stores", "/stores/1", "/list", "/earn", "/govern", "/quality", "/audit"]) {
  const name = path.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "home";
  for (const [kind, width, scheme] of [
    ["wide", 1280, "light"],
    ["phone", 390, "dark"],
  ]) {
    await page.setViewportSize({ width, height: kind === "wide" ? 860 : 844 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(base + path);
    await page.waitForLoadState("load");
    await page.waitForFunction(() => document.querySelector("h1") && !document.querySelector(".bones"), undefined, { timeout: 15000 }).catch(() => console.log("still loading", path));
    await page.waitForTimeout(600);
    await page.screenshot({ path: `${dir}${name}-${kind}.png`, fullPage: true });
  }
}
await close();
