// What products and stores are called.

/** A product's title, or its number. */
export function title(product: { id: number; title?: string | null }): string {
  return product.title ?? `Product ${product.id}`;
}

/** A store's name: the host of its site, or its number. */
export function storeName(store: { id: number; uri: string }): string {
  try {
    const url = new URL(store.uri);
    if (url.hostname) return url.hostname.replace(/^www\./, "");
    return `Store ${store.id}`;
  } catch {
    return `Store ${store.id}`;
  }
}

/** A link that a browser may follow safely; others are shown as text. */
export function isWeb(uri: string): boolean {
  return /^https?:\/\//i.test(uri);
}
