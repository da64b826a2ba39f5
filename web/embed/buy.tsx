// <productshare-buy product="12" via="7" share="345" api="https://market.example">: one product of the market on anybody's page.
// It shows the price and who gets what of it, and buys with the visitor's wallet. Everything is in this one script and in a shadow
// tree: it needs no style, script or cookie of the page, and evaluates nothing.

import { render } from "preact";
import base from "../src/styles/base.css?inline";
import parts from "../src/styles/parts.css?inline";
import tokens from "../src/styles/tokens.css?inline";
import { ask, origin } from "../src/api/client";
import { learn } from "../src/api/live";
import { discover } from "../src/chain/wallet";
import own from "./buy.css?inline";
import { Buy } from "./view";

// Told only while the script itself runs.
const source = (document.currentScript as HTMLScriptElement | null)?.src;

let styles: CSSStyleSheet | null = null;
/** Made by script, not written into the tree: a page whose policy forbids inline styles has them as well. */
function sheet(): CSSStyleSheet {
  if (!styles) {
    styles = new CSSStyleSheet();
    // Light or dark is for the page to say.
    styles.replaceSync([tokens.replaceAll(":root", ":host").replace("color-scheme: light dark;", ""), base, parts, own].join("\n"));
  }
  return styles;
}

let begun = false;
/** The page's one market: the first element's. */
function begin(api: string): void {
  if (begun) return;
  begun = true;
  ask(api);
  learn();
  discover();
}

const number = (text: string | null): number => (text && /^\d{1,15}$/.test(text) ? Number(text) : 0);

class BuyElement extends HTMLElement {
  static observedAttributes = ["product", "via", "share", "api"];

  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet()];
    this.show(root);
  }

  attributeChangedCallback(): void {
    if (this.isConnected && this.shadowRoot) this.show(this.shadowRoot);
  }

  disconnectedCallback(): void {
    if (this.shadowRoot) render(null, this.shadowRoot);
  }

  private show(root: ShadowRoot): void {
    const product = number(this.getAttribute("product"));
    render(<Buy key={product} product={product} via={number(this.getAttribute("via"))} share={number(this.getAttribute("share"))} mistake={this.mistake(product)} />, root);
  }

  /** What whoever wrote the tag should know. */
  private mistake(product: number): string | undefined {
    if (product === 0) return 'Say which product: product="12".';
    let api: URL;
    try {
      api = new URL(this.getAttribute("api") ?? source ?? "", location.href);
    } catch {
      return 'Say where the market is: api="https://market.example".';
    }
    if (!/^https?:$/.test(api.protocol)) return 'Say where the market is: api="https://market.example".';
    begin(api.origin);
    return origin === api.origin ? undefined : `This page shows products of ${origin} already: one market per page.`;
  }
}

if (!customElements.get("productshare-buy")) customElements.define("productshare-buy", BuyElement);
