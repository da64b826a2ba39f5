// A wallet library drives PSC and PSS: node drive.mjs '{rpc, psc, reserve, pss, asset, alice, bob, relayer, treasury}'
// (keys in hex). Every transaction and typed-data signature is made by ethers v6. Prints what came of it as JSON.
import fs from "node:fs";
import { Contract, Interface, JsonRpcProvider, MaxUint256, Signature, Wallet, getAddress, id, parseUnits } from "ethers";

const world = JSON.parse(process.argv[2]);
const abi = (name) => {
  const json = JSON.parse(fs.readFileSync(new URL(`../../abi/${name}.json`, import.meta.url), "utf8"));
  return new Interface(json.abi ?? json);
};
// No caching: this chain mines within the 250 ms for which ethers would keep a nonce.
const node = new JsonRpcProvider(world.rpc, undefined, { pollingInterval: 50, cacheTimeout: -1 });
const { chainId } = await node.getNetwork();
const [alice, bob, relayer, treasury] = ["alice", "bob", "relayer", "treasury"].map((name) => new Wallet(world[name], node));
const psc = new Contract(world.psc, abi("Psc"), node);
const pss = new Contract(world.pss, abi("Pss"), node);
const reserve = new Contract(world.reserve, abi("Reserve"), node);
const asset = new Contract(world.asset, ["function mint(address,uint256)", "function approve(address,uint256)"], node);
const mined = async (sending) => {
  const receipt = await (await sending).wait();
  if (receipt.status !== 1) throw new Error(`transaction ${receipt.hash} failed`);
  return receipt;
};
const out = { chainId: chainId.toString(), txs: [] };
const keep = (receipt) => out.txs.push(receipt.hash) && receipt;

// Issue, and read the event as a dapp does.
const amount = parseUnits("100", 6);
await mined(asset.connect(alice).mint(alice.address, amount));
await mined(asset.connect(alice).approve(world.reserve, amount));
const issued = keep(await mined(reserve.connect(alice).issue(amount, alice.address)));
const event = issued.logs.map((log) => (log.address === getAddress(world.reserve) ? reserve.interface.parseLog(log) : null)).find((e) => e?.name === "Issued");
out.issued = event.args.amount.toString();

// ERC-3009: Alice signs, the relayer sends. The domain is the one that the contract itself names (ERC-5267).
const [, name, version, domainChain, verifyingContract] = await psc.eip712Domain();
const domain = { name, version, chainId: domainChain, verifyingContract };
const authorization = { from: alice.address, to: bob.address, value: parseUnits("30", 6), validAfter: 0, validBefore: MaxUint256, nonce: id("drive") };
const TransferWithAuthorization = [
  ["address", "from"], ["address", "to"], ["uint256", "value"], ["uint256", "validAfter"], ["uint256", "validBefore"], ["bytes32", "nonce"],
].map(([type, name]) => ({ type, name }));
const signature = await alice.signTypedData(domain, { TransferWithAuthorization }, authorization);
const send = psc.connect(relayer)["transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)"];
keep(await mined(send(...Object.values(authorization), signature)));

// ERC-2612, then the allowance is spent.
const permit = { owner: alice.address, spender: relayer.address, value: parseUnits("5", 6), nonce: await psc.nonces(alice.address), deadline: MaxUint256 };
const Permit = [["address", "owner"], ["address", "spender"], ["uint256", "value"], ["uint256", "nonce"], ["uint256", "deadline"]].map(([type, name]) => ({ type, name }));
const { v, r, s } = Signature.from(await alice.signTypedData(domain, { Permit }, permit));
const permitVrs = psc.connect(relayer)["permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"];
keep(await mined(permitVrs(permit.owner, permit.spender, permit.value, permit.deadline, v, r, s)));
keep(await mined(psc.connect(relayer).transferFrom(alice.address, relayer.address, permit.value)));

// A refusal arrives as the named error that it is.
try {
  await psc.connect(alice).transfer.staticCall(bob.address, amount);
} catch (error) {
  out.refusal = `${error.revert?.name}(${error.revert?.args.join(",")})`;
}

// Votes.
keep(await mined(pss.connect(treasury).transfer(alice.address, parseUnits("10", 18))));
keep(await mined(pss.connect(alice).delegate(bob.address)));
out.votes = (await pss.getVotes(bob.address)).toString();
out.clockMode = await pss.CLOCK_MODE();

// Logs by filter, as a block explorer finds them.
out.transfersToBob = (await psc.queryFilter(psc.filters.Transfer(null, bob.address), 0)).length;
out.balances = { alice: (await psc.balanceOf(alice.address)).toString(), bob: (await psc.balanceOf(bob.address)).toString(), relayer: (await psc.balanceOf(relayer.address)).toString() };
out.block = await node.getBlockNumber();
node.destroy();
console.log(JSON.stringify(out));
