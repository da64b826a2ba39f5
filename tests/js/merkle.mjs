// Makes an allow-list with OpenZeppelin's library: node merkle.mjs '{entries: [[account, cap], ...]}' prints {root, proofs}.
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";

const { entries } = JSON.parse(process.argv[2]);
const tree = StandardMerkleTree.of(entries, ["address", "uint256"]);
console.log(JSON.stringify({ root: tree.root, proofs: entries.map((entry) => tree.getProof(entry)) }));
