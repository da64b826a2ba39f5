// ethers v6 against devchain: transfer, deployment, logs, WebSocket subscriptions, estimates, typed data.
import assert from "node:assert/strict";
import { ethers } from "ethers";

const { RPC, WS, CELL_CODE } = process.env;
const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const ABI = [
  "function get() view returns (uint256)",
  "function set(uint256 value)",
  "event Set(uint256 value, address indexed who)",
];

const provider = new ethers.JsonRpcProvider(RPC, undefined, { pollingInterval: 20, cacheTimeout: -1 });
const wallet = new ethers.Wallet(KEY, provider);
const to = ethers.Wallet.createRandom().address;

assert.equal((await provider.getNetwork()).chainId, 412346n);
const fees = await provider.getFeeData();
assert.equal(fees.gasPrice, 100_000_000n);

// A transfer of every kind that wallets still send.
for (const overrides of [{}, { type: 0 }, { type: 1 }, { maxPriorityFeePerGas: 5n, maxFeePerGas: 10n ** 9n }]) {
  const receipt = await (await wallet.sendTransaction({ to, value: 3n, ...overrides })).wait();
  assert.equal(receipt.status, 1);
  assert.equal(receipt.gasUsed, 21_000n);
}
assert.equal(await provider.getBalance(to), 12n);
assert.equal(await provider.getBalance(to, 2), 6n);
assert.equal(await provider.estimateGas({ from: wallet.address, to, value: 1n }), 21_000n);

// A contract, with its logs over HTTP (filters) and over WebSocket (subscriptions).
const cell = await new ethers.ContractFactory(ABI, CELL_CODE, wallet).deploy();
await cell.waitForDeployment();
const address = await cell.getAddress();
assert.notEqual(await provider.getCode(address), "0x");

const ws = new ethers.WebSocketProvider(WS);
await ws.ready;
const overWs = new ethers.Contract(address, ABI, ws);
const events = [];
const seen = (n) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`only ${events.length} events came`)), 30_000);
    overWs.on("Set", (value, who, event) => {
      events.push([value, who, event.log.blockNumber]);
      if (events.length === n) {
        clearTimeout(timer);
        resolve();
      }
    });
  });
const heads = new Promise((resolve) => ws.once("block", resolve));
const both = seen(2);
// The subscription is under way once the node has answered a later request on the same connection.
await ws.send("eth_chainId", []);
await (await cell.set(5n)).wait();
await (await cell.set(6n)).wait();
await both;
assert.deepEqual(events.map(([value, who]) => [value, who]), [[5n, wallet.address], [6n, wallet.address]]);
assert.ok((await heads) > 0);
assert.equal(await overWs.get(), 6n);

const logs = await cell.queryFilter(cell.filters.Set(null, wallet.address), 0);
assert.deepEqual(logs.map((log) => log.args.value), [5n, 6n]);

// A revert is told with its reason, before sending and after.
await assert.rejects(cell.set.staticCall(0n), (e) => e.code === "CALL_EXCEPTION" && e.reason === "zero");
await assert.rejects(cell.set(0n), (e) => e.code === "CALL_EXCEPTION" && e.reason === "zero");
const failed = await cell.set(0n, { gasLimit: 100_000n });
await assert.rejects(failed.wait(), (e) => e.code === "CALL_EXCEPTION" && e.receipt.status === 0);

// Blocks, with Arbitrum's internal transaction in front.
const block = await provider.getBlock("latest", true);
assert.equal(block.transactions.length, 2);
assert.equal(block.prefetchedTransactions[0].from, "0x00000000000000000000000000000000000A4B05");
assert.equal((await provider.getTransaction(logs[0].transactionHash)).hash, logs[0].transactionHash);

// The node signs typed data for its accounts as the wallet does.
const domain = { name: "ShareCash", version: "1", chainId: 412346, verifyingContract: address };
const types = { Permit: [{ name: "owner", type: "address" }, { name: "value", type: "uint256" }] };
const value = { owner: wallet.address, value: 7n };
const own = await wallet.signTypedData(domain, types, value);
const signer = await provider.getSigner(wallet.address);
assert.equal(await signer.signTypedData(domain, types, value), own);
assert.equal(await signer.signMessage("hello"), await wallet.signMessage("hello"));
assert.equal((await (await signer.sendTransaction({ to, value: 1n })).wait()).status, 1);

// Time travel and snapshots through the same provider.
const snapshot = await provider.send("evm_snapshot", []);
await provider.send("evm_increaseTime", [3600]);
await provider.send("evm_mine", []);
assert.equal(await provider.send("evm_revert", [snapshot]), true);

await ws.destroy();
provider.destroy();
console.log("ok");
