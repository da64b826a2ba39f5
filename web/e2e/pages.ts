// An address of each page of the demo.

import { WEB } from "./browser";

const proposals = (await (await fetch(`${WEB}/v1/proposals?limit=1`)).json()) as { items: { id: string }[] };

export const PAGES = ["/", "/p/2", "/p/4", "/cart", "/orders", "/orders/1", "/stores", "/stores/1", "/list", "/earn", "/earn/pools/2", "/govern", `/govern/${proposals.items[0]?.id}`, "/quality", "/quality/4", "/quality/disputes/1", "/audit", "/nowhere"];
