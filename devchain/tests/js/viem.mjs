// viem against devchain: transfer, deployment, logs, filters, subscriptions, overrides, typed data, test actions.
import assert from "node:assert/strict";
import {
  createPublicClient, createTestClient, createWalletClient, defineChain, http, numberToHex, parseAbi, publicActions,
  recoverTypedDataAddress, webSocket,
} from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";

const { RPC, WS, CELL_CODE } = process.env;
const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const abi = parseAbi([
  "constructor()",
  "function get() view returns (uint256)",
  "function set(uint256 value)",
  "event Set(uint256 value, address indexed who)",
]);
const chain = defineChain({
  id: 412346,
  name: "devchain",
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [RPC], webSocket: [WS] } },
});

const account = privateKeyToAccount(KEY);
const options = { chain, pollingInterval: 20 };
const client = createPublicClient({ ...options, transport: http(RPC, { batch: true }) });
const wallet = createWalletClient({ ...options, account, transport: http(RPC) });
const to = privateKeyToAccount(generatePrivateKey()).address;
const mined = (hash) => client.waitForTransactionReceipt({ hash });

// Batched over HTTP.
const [id, balance, gasPrice] = await Promise.all([client.getChainId(), client.getBalance({ address: to }), client.getGasPrice()]);
assert.deepEqual([id, balance, gasPrice], [412346, 0n, 100_000_000n]);
assert.equal((await client.estimateFeesPerGas()).maxPriorityFeePerGas, 0n);

const receipt = await mined(await wallet.sendTransaction({ to, value: 3n }));
assert.equal(receipt.status, "success");
assert.equal(receipt.effectiveGasPrice, 100_000_000n);
assert.equal(await client.getBalance({ address: to }), 3n);
assert.equal(await client.estimateGas({ account, to, value: 1n }), 21_000n);

const { contractAddress: address } = await mined(await wallet.deployContract({ abi, bytecode: CELL_CODE }));
const cell = { address, abi };

// The same events through a subscription and through a polled filter.
const ws = createPublicClient({ chain, transport: webSocket(WS) });
const collected = (reader, poll) => {
  const values = [];
  let stop;
  const done = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`only ${values.length} events came`)), 30_000);
    stop = reader.watchContractEvent({
      ...cell, eventName: "Set", poll, onError: reject,
      onLogs: (logs) => {
        values.push(...logs.map((log) => log.args.value));
        if (values.length >= 2) { clearTimeout(timer); resolve(values); }
      },
    });
  });
  return { done, stop: () => stop() };
};
const subscribed = collected(ws, false);
const filter = await client.createContractEventFilter({ ...cell, eventName: "Set" });
const head = new Promise((resolve, reject) => ws.watchBlockNumber({ onBlockNumber: resolve, onError: reject }));
await ws.getChainId();
for (const value of [5n, 6n]) {
  const { request } = await client.simulateContract({ ...cell, account, functionName: "set", args: [value] });
  await mined(await wallet.writeContract(request));
}
assert.deepEqual(await subscribed.done, [5n, 6n]);
subscribed.stop();
assert.deepEqual((await client.getFilterChanges({ filter })).map((log) => log.args.value), [5n, 6n]);
assert.equal(await client.uninstallFilter({ filter }), true);
assert.ok((await head) > 0n);
assert.deepEqual((await client.getContractEvents({ ...cell, fromBlock: 0n })).map((log) => log.args.value), [5n, 6n]);
assert.equal(await client.readContract({ ...cell, functionName: "get" }), 6n);

// Overrides of state; a revert with its reason.
const stateOverride = [{ address, stateDiff: [{ slot: numberToHex(0, { size: 32 }), value: numberToHex(77, { size: 32 }) }] }];
assert.equal(await client.readContract({ ...cell, functionName: "get", stateOverride }), 77n);
await assert.rejects(
  client.simulateContract({ ...cell, account, functionName: "set", args: [0n] }),
  (e) => e.walk((cause) => cause.name === "ContractFunctionRevertedError")?.reason === "zero",
);
await assert.rejects(client.estimateContractGas({ ...cell, account, functionName: "set", args: [0n] }), /zero/);

// Blocks, with Arbitrum's internal transaction in front.
const block = await client.getBlock({ includeTransactions: true });
assert.equal(block.transactions[0].from, "0x00000000000000000000000000000000000a4b05");
assert.equal(block.transactions[1].to?.toLowerCase(), address.toLowerCase());
assert.equal((await client.getFeeHistory({ blockCount: 2, rewardPercentiles: [50] })).baseFeePerGas.length, 3);

// Typed data, signed by the node for one of its accounts.
const typed = {
  domain: { name: "StakeShare", version: "1", chainId: 412346, verifyingContract: address },
  types: { Delegation: [{ name: "delegatee", type: "address" }, { name: "nonce", type: "uint256" }] },
  primaryType: "Delegation",
  message: { delegatee: to, nonce: 1n },
};
const remote = createWalletClient({ ...options, account: account.address, transport: http(RPC) });
const signature = await remote.signTypedData(typed);
assert.equal(signature, await wallet.signTypedData(typed));
assert.equal(await recoverTypedDataAddress({ ...typed, signature }), account.address);
assert.equal(await remote.signMessage({ message: "hello" }), await wallet.signMessage({ message: "hello" }));

// viem's test actions, in both dialects.
for (const mode of ["anvil", "hardhat"]) {
  const test = createTestClient({ ...options, mode, transport: http(RPC) }).extend(publicActions);
  const before = await test.getBlockNumber();
  await test.mine({ blocks: 3 });
  // Not the number that viem remembers for a moment.
  assert.equal(await test.getBlockNumber({ cacheTime: 0 }), before + 3n);
  await test.setBalance({ address: to, value: 99n });
  assert.equal(await test.getBalance({ address: to }), 99n);
  await test.impersonateAccount({ address: to });
  await test.stopImpersonatingAccount({ address: to });
  const snapshot = await test.snapshot();
  await test.setStorageAt({ address, index: 0, value: numberToHex(1, { size: 32 }) });
  await test.setNonce({ address: to, nonce: 5 });
  await test.revert({ id: snapshot });
  assert.equal(await test.getTransactionCount({ address: to }), 0);
  await test.increaseTime({ seconds: 60 });
  await test.setAutomine(false);
  await test.setAutomine(true);
}

const { socket } = await ws.transport.getRpcClient();
socket.close();
console.log("ok");
process.exit(0);
