// The interfaces of what a purchase calls or may be refused by; of the others an embedded script knows nothing.

import type { InterfaceAbi } from "ethers";
import Catalog from "../../abi/Catalog.json";
import Checkout from "../../abi/Checkout.json";
import Cycles from "../../abi/Cycles.json";
import OfferPool from "../../abi/OfferPool.json";
import Psc from "../../abi/Psc.json";
import Splitter from "../../abi/Splitter.json";
import StakePools from "../../abi/StakePools.json";

const known: Record<string, InterfaceAbi> = { Catalog, Checkout, Cycles, OfferPool, Psc, Splitter, StakePools };

export async function load(pascal: string): Promise<InterfaceAbi> {
  return known[pascal] ?? [];
}
