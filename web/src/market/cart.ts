// The cart: in this browser only, until it is paid.

import { computed, effect, signal } from "@preact/signals";
import type { Answer } from "../api/client";

/** A line as it will be ordered; what was seen counts, so that a changed product is noticed. */
export interface CartLine {
  product: number;
  /** The store that sells it. */
  via: number;
  /** The share through which the buyer came; 0: nobody's. */
  share: number;
  quantity: number;
  /** The version that was seen. */
  version: number;
  title: string;
}

/** Most lines of an order. */
export const MOST_LINES = 32;
const KEY = "productshare.cart";

function saved(): CartLine[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(value) ? value.filter(isLine) : [];
  } catch {
    return [];
  }
}

function isLine(value: unknown): value is CartLine {
  const line = value as CartLine;
  return [line?.product, line?.via, line?.share, line?.quantity, line?.version].every((n) => Number.isSafeInteger(n) && n >= 0) && line.quantity > 0 && typeof line.title === "string";
}

export const cart = signal<CartLine[]>(saved());
export const units = computed(() => cart.value.reduce((sum, line) => sum + line.quantity, 0));

effect(() => {
  try {
    localStorage.setItem(KEY, JSON.stringify(cart.value));
  } catch {
    // Then it lasts as long as the page does.
  }
});

const same = (a: CartLine, b: CartLine): boolean => a.product === b.product && a.via === b.via && a.share === b.share;

/** Adds units of a product, as seen. */
export function add(line: CartLine): void {
  const lines = cart.value;
  const index = lines.findIndex((other) => same(other, line));
  if (index < 0) cart.value = [...lines, line].slice(0, MOST_LINES);
  else cart.value = lines.map((other, at) => (at === index ? { ...line, quantity: other.quantity + line.quantity } : other));
}

export function setQuantity(line: CartLine, quantity: number): void {
  cart.value = quantity > 0 ? cart.value.map((other) => (same(other, line) ? { ...other, quantity } : other)) : cart.value.filter((other) => !same(other, line));
}

export function accept(line: CartLine, product: Answer<"/v1/products/{id}">): void {
  cart.value = cart.value.map((other) => (same(other, line) ? { ...other, version: product.version } : other));
}

export function clear(): void {
  cart.value = [];
}
