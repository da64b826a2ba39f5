// A signed order as a link's fragment: it goes from browser to browser and never to a server.

import type { Order } from "../chain/paying";

export interface SignedOrder {
  buyer: string;
  order: Order;
  signature: string;
}

export function pack({ buyer, order, signature }: SignedOrder): string {
  const [products, versions, quantities, vias, shares, causes, total, deadline, reference, share] = order;
  return encodeURIComponent(JSON.stringify([buyer, signature, products, versions, quantities, vias, shares, causes, total.toString(), deadline, reference, share]));
}

const numbers = (value: unknown): value is number[] => Array.isArray(value) && value.length > 0 && value.length <= 32 && value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0);
const hex = (value: unknown, bytes?: number): value is string => typeof value === "string" && new RegExp(`^0x([0-9a-fA-F]{2}){${bytes ?? "1,2000"}}$`).test(value);

/** What a fragment says; null where it is none. Whether it is valid the checkout decides. */
export function unpack(fragment: string): SignedOrder | null {
  try {
    const [buyer, signature, products, versions, quantities, vias, shares, causes, total, deadline, reference, share] = JSON.parse(decodeURIComponent(fragment)) as unknown[];
    const columns = [products, versions, quantities, vias, shares, causes];
    if (!hex(buyer, 20) || !hex(signature) || !hex(reference, 32) || !columns.every(numbers) || new Set(columns.map((column) => column.length)).size !== 1) return null;
    if (typeof total !== "string" || !/^\d{1,20}$/.test(total) || !Number.isSafeInteger(deadline) || typeof share !== "boolean") return null;
    const [a, b, c, d, e, f] = columns as [number[], number[], number[], number[], number[], number[]];
    return { buyer, signature, order: [a, b, c, d, e, f, BigInt(total), deadline as number, reference, share] };
  } catch {
    return null;
  }
}
