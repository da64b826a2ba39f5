// The contracts' interfaces, each a file of its own that is loaded when it is needed.

import type { InterfaceAbi } from "ethers";

const files = import.meta.glob<InterfaceAbi>("../../../abi/*.json", { import: "default" });

/** The interface of that name (`OfferPool`). */
export async function load(pascal: string): Promise<InterfaceAbi> {
  const file = files[`../../../abi/${pascal}.json`];
  if (!file) throw new Error(`no interface of ${pascal}`);
  return file();
}
