// A contract's logs from the chain itself, decoded, in ranges that the node accepts.

import type { Interface, JsonRpcApiProvider } from "ethers";

/** An event as logged. */
export interface Event {
  name: string;
  args: Record<string, unknown>;
  block: number;
  index: number;
  transaction: string;
}

/** All events of a contract up to a block, in order; `topics` narrows them. @throws when one does not decode */
export async function events(node: JsonRpcApiProvider, address: string, abi: Interface, from: number, to: number, names: string[] = []): Promise<Event[]> {
  const topics = names.map((name) => abi.getEvent(name)?.topicHash ?? "");
  const found: Event[] = [];
  let size = 10_000;
  for (let start = from; start <= to; ) {
    const end = Math.min(to, start + size - 1);
    try {
      const logs = await node.getLogs({ address, fromBlock: start, toBlock: end, ...(topics.length > 0 ? { topics: [topics] } : {}) });
      for (const log of logs) {
        const parsed = abi.parseLog(log);
        if (!parsed) throw new Error(`a log in block ${log.blockNumber} is none of this contract's`);
        found.push({ name: parsed.name, args: parsed.args.toObject(), block: log.blockNumber, index: log.index, transaction: log.transactionHash });
      }
      start = end + 1;
    } catch (error) {
      // Nodes refuse ranges that are too large to them, each in its own words.
      if (size <= 16) throw error;
      size = Math.floor(size / 4);
    }
  }
  return found;
}
