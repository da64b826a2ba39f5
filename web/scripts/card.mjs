// Draws public/card.png, the picture that links to the page show elsewhere: `npm run card`, after a change of the colours.

import { readFile, writeFile } from "node:fs/promises";
import { chromium } from "playwright-core";

const tokens = await readFile(new URL("../src/styles/tokens.css", import.meta.url), "utf8");
const font = await readFile(new URL("../node_modules/@fontsource-variable/newsreader/files/newsreader-latin-wght-normal.woff2", import.meta.url), "base64");
const parts = [
  ["vendor", 80],
  ["customers", 5],
  ["makers", 5],
  ["causes", 5],
  ["cashback", 2],
  ["stakers", 3],
];
const html = `<!doctype html><style>${tokens}
@font-face { font-family: "Newsreader Variable"; font-weight: 200 800; src: url(data:font/woff2;base64,${font}); }
:root { color-scheme: light; }
body { margin: 0; width: 1200px; height: 630px; box-sizing: border-box; padding: 90px; background: var(--paper); color: var(--ink); font-family: var(--serif); display: grid; align-content: space-between; }
h1 { margin: 0; font-size: 104px; font-weight: 450; letter-spacing: -0.02em; }
p { margin: 24px 0 0; font-size: 44px; color: var(--soft); }
div { display: flex; gap: 3px; height: 110px; border-radius: 10px; overflow: hidden; }
</style><header><h1>ProductShare</h1><p>Every price is split in front of you: makers,<br>buyers and a cause share the profit.</p></header>
<div>${parts.map(([name, share]) => `<i style="flex: ${share} 1 0; background: var(--part-${name})"></i>`).join("")}</div>`;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1200, height: 630 } });
await page.setContent(html);
await page.evaluate(() => document.fonts.ready);
await writeFile(new URL("../public/card.png", import.meta.url), await page.screenshot());
await browser.close();
