// Pictures of every page into target/web-shots, for people to look at; that no page shows an error is checked.

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FRIEND, launch, open, pageOf, type Browser } from "./browser";
import { PAGES } from "./pages";

const DIR = fileURLToPath(new URL("../../target/web-shots/", import.meta.url));

let browser: Browser;
beforeAll(async () => {
  mkdirSync(DIR, { recursive: true });
  browser = await launch();
});
afterAll(() => browser.close());

for (const [kind, width, scheme] of [
  ["wide", 1280, "light"],
  ["phone", 390, "dark"],
] as const) {
  test(`every page shows itself, ${kind} and ${scheme}`, async () => {
    const page = await pageOf(browser, FRIEND);
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    for (const path of PAGES) {
      await open(page, path);
      await page.evaluate(() => document.fonts.ready);
      expect(await page.getByRole("alert").count(), path).toBe(0);
      const name = path.split("/").filter(Boolean).map((part) => part.slice(0, 12)).join("-") || "home";
      await page.screenshot({ path: `${DIR}${name}-${kind}.png`, fullPage: true });
    }
  });
}
