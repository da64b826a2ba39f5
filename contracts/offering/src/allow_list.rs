//! Who may contribute how much, as a Merkle tree: OpenZeppelin's `StandardMerkleTree` of
//! (`address` account, `uint256` cap). Pure.
//!
//! A leaf is hashed twice, over 64 bytes once and over 32 bytes then; a node once, over 64 bytes.
//! So no inner node can be passed off as a leaf.

use alloy_primitives::{keccak256, Address, B256, U256};
use common::word;

/// The leaf of an account and its cap.
pub fn leaf(account: Address, cap: U256) -> B256 {
    keccak256(word::hash(&[word::address(account), word::uint(cap)]))
}

/// The root that the proof leads to: each node is the hash of two, the smaller first.
pub fn root(leaf: B256, proof: &[B256]) -> B256 {
    proof.iter().fold(leaf, |node, sibling| {
        let (first, second) = if node < *sibling {
            (&node, sibling)
        } else {
            (sibling, &node)
        };
        word::hash(&[first.0, second.0])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use alloy_primitives::{address, b256};
    use proptest::prelude::*;

    /// A tree as the library builds it: leaves sorted, last first, above them each node's children
    /// at 2i + 1 and 2i + 2.
    fn tree(entries: &[(Address, U256)]) -> Vec<B256> {
        let mut leaves: Vec<B256> = entries.iter().map(|(a, cap)| leaf(*a, *cap)).collect();
        leaves.sort();
        let mut nodes = alloc::vec![B256::ZERO; 2 * leaves.len() - 1];
        let last = nodes.len() - 1;
        for (i, leaf) in leaves.into_iter().enumerate() {
            nodes[last - i] = leaf;
        }
        for i in (0..entries.len() - 1).rev() {
            nodes[i] = root(nodes[2 * i + 1], &[nodes[2 * i + 2]]);
        }
        nodes
    }

    fn proof(nodes: &[B256], leaf: B256) -> Vec<B256> {
        let mut at = nodes.iter().rposition(|node| *node == leaf).unwrap();
        let mut proof = Vec::new();
        while at > 0 {
            proof.push(nodes[if at % 2 == 1 { at + 1 } else { at - 1 }]);
            at = (at - 1) / 2;
        }
        proof
    }

    proptest! {
        #[test]
        fn every_entry_has_a_proof_and_no_other_cap_or_account_has(
            caps in prop::collection::vec(any::<u64>(), 1..20), pick in any::<prop::sample::Index>(),
        ) {
            let entries: Vec<_> = caps
                .iter()
                .enumerate()
                .map(|(i, cap)| (Address::with_last_byte(i as u8 + 1), U256::from(*cap)))
                .collect();
            let nodes = tree(&entries);
            let (account, cap) = entries[pick.index(entries.len())];
            let proof = proof(&nodes, leaf(account, cap));
            prop_assert_eq!(root(leaf(account, cap), &proof), nodes[0]);
            prop_assert_ne!(root(leaf(account, cap + U256::from(1)), &proof), nodes[0]);
            prop_assert_ne!(root(leaf(Address::repeat_byte(0xee), cap), &proof), nodes[0]);
        }
    }

    /// The published example of the library, both of whose leaves are the other's proof.
    #[test]
    fn the_smaller_of_two_stands_first() {
        let leaves = [
            b256!("eb02c421cfa48976e66dfb29120745909ea3a0f843456c263cf8f1253483e283"),
            b256!("b92c48e9d7abe27fd8dfd6b5dfdbfb1c9a463f80c712b66f3a5180a090cccafc"),
        ];
        let expected = b256!("d4dee0beab2d53f2cc83e567171bd2820e49898130a22622b10ead383e90bd77");
        assert_eq!(root(leaves[0], &[leaves[1]]), expected);
        assert_eq!(root(leaves[1], &[leaves[0]]), expected);
    }

    /// A leaf hashed once could be taken for a node, and a node for a leaf.
    #[test]
    fn a_leaf_is_hashed_twice() {
        let account = address!("1111111111111111111111111111111111111111");
        let cap = U256::from(5_000_000_000_000_000_000u64);
        let once = word::hash(&[word::address(account), word::uint(cap)]);
        assert_eq!(leaf(account, cap), keccak256(once));
        // The published example of the library: its first leaf.
        assert_eq!(
            leaf(account, cap),
            b256!("eb02c421cfa48976e66dfb29120745909ea3a0f843456c263cf8f1253483e283")
        );
    }
}
