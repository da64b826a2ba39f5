// The contracts: where they are (the API says), and how they are called (abi/).

import { Contract, Interface, type ContractRunner } from "ethers";
import { status } from "../api/live";
import { load } from "./interfaces";

/** A contract's name, as the API tells addresses. */
export type Name = keyof NonNullable<typeof status.value>["contracts"];

const interfaces = new Map<Name, Promise<Interface>>();

/** A contract's interface; loaded when first needed. */
export function abi(name: Name): Promise<Interface> {
  let found = interfaces.get(name);
  if (!found) {
    const pascal = name.replace(/(^|_)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
    found = load(pascal).then((json) => new Interface(json));
    interfaces.set(name, found);
  }
  return found;
}

/** Where a contract is. */
export function address(name: Name): string {
  if (!status.value) throw new Error("The server has not said yet where the contracts are.");
  return status.value.contracts[name];
}

/** Which contract is at an address. */
export function nameAt(at: string): Name | undefined {
  const entries = Object.entries(status.value?.contracts ?? {}) as [Name, string][];
  return entries.find(([, where]) => where.toLowerCase() === at.toLowerCase())?.[0];
}

/** A contract to call. */
export async function contract(name: Name, runner: ContractRunner): Promise<Contract> {
  return new Contract(address(name), await abi(name), runner);
}
