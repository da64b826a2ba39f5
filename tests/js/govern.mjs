// A DAO front end's library drives a whole proposal by OpenZeppelin's published ABI:
// node govern.mjs '{rpc, governor, timelock, token, target, proposer, voter, signer, stranger}' (keys in hex).
// Time is the chain's own: evm_increaseTime. Prints what came of it as JSON.
import fs from "node:fs";
import { Contract, Interface, JsonRpcProvider, Wallet, id } from "ethers";

const world = JSON.parse(process.argv[2]);
const published = (name) => {
  const path = `../solidity/node_modules/@openzeppelin/contracts/build/contracts/${name}.json`;
  return new Interface(JSON.parse(fs.readFileSync(new URL(path, import.meta.url), "utf8")).abi);
};
// What a front end merges: the governor's extensions share one contract.
const extensions = ["GovernorTimelockControl", "GovernorSettings", "GovernorCountingSimple", "GovernorVotesQuorumFraction", "GovernorPreventLateQuorum"];
const seen = new Map(extensions.flatMap((name) => published(name).fragments.filter((f) => f.type !== "constructor")).map((f) => [f.format("full"), f]));
const node = new JsonRpcProvider(world.rpc, undefined, { pollingInterval: 50, cacheTimeout: -1 });
const [proposer, voter, signer, stranger] = ["proposer", "voter", "signer", "stranger"].map((name) => new Wallet(world[name], node));
const governor = new Contract(world.governor, new Interface([...seen.values()]), node);
const timelock = new Contract(world.timelock, published("TimelockController"), node);
const votes = new Contract(world.token, published("IVotes"), node);
const target = new Interface(["function note(uint256 number) payable"]);
const pass = async (secs) => {
  await node.send("evm_increaseTime", [secs]);
  await node.send("evm_mine", []);
};
const mined = async (sending) => {
  const receipt = await (await sending).wait();
  if (receipt.status !== 1) throw new Error(`transaction ${receipt.hash} failed`);
  return receipt;
};
const named = (receipt, contract, name) =>
  receipt.logs.filter((log) => log.address === contract.target).map((log) => contract.interface.parseLog(log)).find((event) => event?.name === name)?.args.toObject();
const text = (value) => JSON.parse(JSON.stringify(value, (_, v) => (typeof v === "bigint" ? v.toString() : v)));
const out = { states: [] };
const look = async (proposalId) => out.states.push(Number(await governor.state(proposalId)));

out.name = await governor.name();
out.modes = [await governor.COUNTING_MODE(), await governor.CLOCK_MODE()];
out.threshold = (await governor.proposalThreshold()).toString();
const past = (await governor.clock()) - 1n;
out.quorum = (await governor.quorum(past)).toString();
out.votes = (await votes.getPastVotes(proposer.address, past)).toString();
out.igovernor = await governor.supportsInterface("0x65455a86");

const description = `# Note it\n\nBy ethers. #proposer=${proposer.address}`;
const proposal = [[world.target], [0n], [target.encodeFunctionData("note", [42])]];
const hash = id(description);
const proposalId = await governor.hashProposal(...proposal, hash);
try {
  await governor.connect(voter).propose.staticCall(...proposal, description);
} catch (error) {
  out.restricted = error.revert?.name;
}
const created = named(await mined(governor.connect(proposer).propose(...proposal, description)), governor, "ProposalCreated");
out.created = text(created);
out.sameId = created.proposalId === proposalId;
await look(proposalId);
await pass(Number(await governor.votingDelay()) + 1);
await look(proposalId);
out.cast = text(named(await mined(governor.connect(voter).castVoteWithReason(proposalId, 1, "I like numbers")), governor, "VoteCast"));
// The signer has no ether: the stranger sends what he signed.
const [, name, version, chainId, verifyingContract] = await governor.eip712Domain();
const Ballot = [["uint256", "proposalId"], ["uint8", "support"], ["address", "voter"], ["uint256", "nonce"]].map(([type, name]) => ({ type, name }));
const ballot = { proposalId, support: 2, voter: signer.address, nonce: await governor.nonces(signer.address) };
const signature = await signer.signTypedData({ name, version, chainId, verifyingContract }, { Ballot }, ballot);
out.signed = text(named(await mined(governor.connect(stranger).castVoteBySig(proposalId, 2, signer.address, signature)), governor, "VoteCast"));
out.tally = text(await governor.proposalVotes(proposalId));
try {
  await governor.connect(voter).castVote.staticCall(proposalId, 0);
} catch (error) {
  out.twice = `${error.revert?.name}(${error.revert?.args.join(",")})`;
}
await pass(Number((await governor.proposalDeadline(proposalId)) - (await governor.clock())) + 1);
await look(proposalId);
const queued = await mined(governor.connect(stranger).queue(...proposal, hash));
out.scheduled = text(named(queued, timelock, "CallScheduled"));
out.eta = (await governor.proposalEta(proposalId)).toString() === named(queued, governor, "ProposalQueued").etaSeconds.toString();
await look(proposalId);
const salt = `0x${(BigInt(hash) ^ (BigInt(world.governor) << 96n)).toString(16).padStart(64, "0")}`;
const operation = await timelock.hashOperationBatch(...proposal, `0x${"0".repeat(64)}`, salt);
out.pending = await timelock.isOperationPending(operation);
await pass(Number(await timelock.getMinDelay()));
const executed = await mined(governor.connect(stranger).execute(...proposal, hash));
out.executed = text(named(executed, governor, "ProposalExecuted").proposalId) === proposalId.toString() && (await timelock.isOperationDone(operation));
await look(proposalId);
node.destroy();
console.log(JSON.stringify(out));
