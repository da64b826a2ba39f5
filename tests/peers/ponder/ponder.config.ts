// The peer of `cargo xtask bench indexer`. Everything that differs between runs comes from the environment.
import { createConfig } from "ponder";

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: this app is started by \`cargo xtask bench indexer\``);
  return value;
}

const transfer = {
  type: "event",
  name: "Transfer",
  inputs: [
    { name: "from", type: "address", indexed: true },
    { name: "to", type: "address", indexed: true },
    { name: "value", type: "uint256", indexed: false },
  ],
} as const;

export default createConfig({
  database: { kind: "postgres", connectionString: setting("DATABASE_URL") },
  chains: {
    bench: {
      id: Number(setting("BENCH_CHAIN_ID")),
      // Several names of one node lift Ponder's own limit of requests per second.
      rpc: setting("BENCH_RPC_URLS").split(","),
      ws: process.env.BENCH_WS_URL,
    },
  },
  contracts: {
    Token: { chain: "bench", abi: [transfer], address: setting("BENCH_TOKEN") as `0x${string}`, startBlock: 1 },
  },
});
