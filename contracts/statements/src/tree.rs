//! Trees of receipts that carry their sums. Pure.
//!
//! A leaf is a receipt and its gross; a node's sum is that of its two children, and its hash covers
//! both hashes *and both sums*. So whoever is shown a path from a receipt to a root knows that the
//! root's sum is at least the receipt's gross, and what every other receipt adds to it is above 0:
//! a platform that pays fees of the root's sum can neither leave out nor shrink one that it wants to
//! show later. Maxwell's first trees of sums (2014) hashed only the total of both children, so that
//! each path could be shown with less beside it; Chalkias, Chatzigiannis and Ji, "Broken Proofs of
//! Solvency in Blockchain Custodial Wallets and Exchanges" (2022), have the attack and this remedy.
//!
//! A leaf's place is its index: from the lowest bit, 0 is to the left. The tree of `n` leaves is as
//! deep as `n - 1` has bits; places without a receipt are [`EMPTY`].

use alloy_primitives::B256;
use common::{
    eip712::type_hash,
    word::{hash, uint64, Word},
};

/// What leaves and nodes begin with, so that neither is taken for the other.
const LEAF_TAG: Word = type_hash("ProductShare receipt");
const NODE_TAG: Word = type_hash("ProductShare receipts");

/// Most leaves of a tree: paths stay short.
pub const MAX_COUNT: u64 = 1 << 32;

/// A leaf, or what is above some.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Node {
    pub hash: B256,
    /// PSC units.
    pub sum: u64,
}

/// In place of a receipt that there is not.
#[cfg(test)]
pub const EMPTY: Node = Node {
    hash: B256::ZERO,
    sum: 0,
};

/// The leaf of a receipt, by the hash of its struct.
pub fn leaf(receipt: B256, gross: u64) -> Node {
    Node {
        hash: hash(&[LEAF_TAG, receipt.0, uint64(gross)]),
        sum: gross,
    }
}

/// What is above two nodes; nothing, if their sum is beyond 64 bits.
pub fn join(left: Node, right: Node) -> Option<Node> {
    let sum = left.sum.checked_add(right.sum)?;
    let words = [
        NODE_TAG,
        left.hash.0,
        uint64(left.sum),
        right.hash.0,
        uint64(right.sum),
    ];
    Some(Node {
        hash: hash(&words),
        sum,
    })
}

/// How many nodes a path has in a tree of so many leaves.
pub fn depth(count: u64) -> usize {
    (u64::BITS - count.saturating_sub(1).leading_zeros()) as usize
}

/// The root to which a path leads from a leaf; nothing, if there is no such place in a tree of
/// `count` leaves, or the path is not as long as it is deep, or a sum overflows.
pub fn root(leaf: Node, index: u64, count: u64, hashes: &[B256], sums: &[u64]) -> Option<Node> {
    let depth = depth(count);
    if index >= count || hashes.len() != depth || sums.len() != depth {
        return None;
    }
    let mut node = leaf;
    for (level, (&hash, &sum)) in hashes.iter().zip(sums).enumerate() {
        let other = Node { hash, sum };
        node = match index >> level & 1 {
            0 => join(node, other)?,
            _ => join(other, node)?,
        };
    }
    Some(node)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All levels, the leaves first. The contract itself never builds one.
    fn build(leaves: &[Node]) -> Option<Vec<Vec<Node>>> {
        let mut levels = vec![leaves.to_vec()];
        for _ in 0..depth(leaves.len() as u64) {
            let below = levels.last().unwrap();
            let pairs = below.chunks(2);
            let above: Option<Vec<_>> = pairs
                .map(|pair| join(pair[0], *pair.get(1).unwrap_or(&EMPTY)))
                .collect();
            levels.push(above?);
        }
        Some(levels)
    }

    fn path(levels: &[Vec<Node>], index: usize) -> (Vec<B256>, Vec<u64>) {
        let depth = levels.len() - 1;
        let beside = |level: usize| *levels[level].get(index >> level ^ 1).unwrap_or(&EMPTY);
        (0..depth)
            .map(beside)
            .map(|node| (node.hash, node.sum))
            .unzip()
    }

    fn leaves(grosses: &[u64]) -> Vec<Node> {
        let numbered = (1u64..).zip(grosses);
        numbered
            .map(|(number, &gross)| leaf(hash(&[uint64(number)]), gross))
            .collect()
    }

    #[test]
    fn depth_is_what_the_leaves_need() {
        for (count, expected) in [(1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (8, 3), (9, 4)] {
            assert_eq!(depth(count), expected);
        }
        assert_eq!(depth(MAX_COUNT), 32);
        assert_eq!(depth(0), 0);
    }

    #[test]
    fn a_tree_without_leaves_has_no_root() {
        assert_eq!(root(EMPTY, 0, 0, &[], &[]), None);
    }

    #[test]
    fn a_single_leaf_is_the_root() {
        let only = leaf(B256::repeat_byte(7), 9);
        assert_eq!(root(only, 0, 1, &[], &[]), Some(only));
        assert_eq!(root(only, 1, 1, &[], &[]), None);
        assert_eq!(root(only, 0, 1, &[B256::ZERO], &[0]), None);
    }

    #[test]
    fn sums_do_not_overflow() {
        let (most, one) = (leaf(B256::ZERO, u64::MAX), leaf(B256::ZERO, 1));
        assert_eq!(join(most, one), None);
        assert_eq!(root(one, 0, 2, &[most.hash], &[most.sum]), None);
        assert!(join(most, EMPTY).is_some());
        assert_eq!(build(&[most, one]), None);
    }

    /// The attack on trees whose nodes hash only the total: showing less beside one's own.
    #[test]
    fn what_stands_beside_cannot_be_made_less() {
        let all = leaves(&[10, 30]);
        let levels = build(&all).unwrap();
        let top = levels[1][0];
        assert_eq!(top.sum, 40);
        for sum in [0, 10, 29, 31] {
            assert_ne!(root(all[0], 0, 2, &[all[1].hash], &[sum]), Some(top));
        }
        // Neither do the two sums change places.
        let swapped = join(Node { sum: 30, ..all[0] }, Node { sum: 10, ..all[1] });
        assert_ne!(swapped, Some(top));
    }

    #[test]
    fn a_node_is_no_leaf() {
        let all = leaves(&[10, 30]);
        let top = join(all[0], all[1]).unwrap();
        assert_ne!(leaf(top.hash, 40).hash, top.hash);
        // A path into a tree of four does not pass in one of two.
        let deeper = build(&leaves(&[1, 2, 3, 4])).unwrap();
        let (hashes, sums) = path(&deeper, 0);
        assert_eq!(root(leaves(&[1])[0], 0, 2, &hashes, &sums), None);
    }

    #[test]
    fn a_path_is_as_long_in_hashes_as_in_sums() {
        let all = leaves(&[10, 30]);
        let of = |hashes: &[B256], sums: &[u64]| root(all[0], 0, 2, hashes, sums);
        let (hash, sum) = (all[1].hash, all[1].sum);
        assert!(of(&[hash], &[sum]).is_some());
        for (hashes, sums) in [
            (&[hash, hash][..], &[sum][..]),
            (&[hash], &[sum, sum]),
            (&[], &[sum]),
            (&[hash], &[]),
        ] {
            assert_eq!(of(hashes, sums), None);
        }
    }

    proptest! {
        #[test]
        fn every_receipt_leads_to_the_root(grosses in prop::collection::vec(1u64..1 << 40, 1..40)) {
            let all = leaves(&grosses);
            let levels = build(&all).unwrap();
            let top = levels.last().unwrap()[0];
            prop_assert_eq!(top.sum, grosses.iter().sum::<u64>());
            for index in 0..all.len() {
                let (hashes, sums) = path(&levels, index);
                let found = root(all[index], index as u64, all.len() as u64, &hashes, &sums);
                prop_assert_eq!(found, Some(top));
            }
        }

        /// Whatever is changed leads elsewhere, unless it is nothing.
        #[test]
        fn tampering_leads_elsewhere(
            grosses in prop::collection::vec(1u64..1 << 40, 1..40), at in any::<prop::sample::Index>(), level in any::<prop::sample::Index>(),
            what in 0u8..7, by in 1u64..1 << 40,
        ) {
            let all = leaves(&grosses);
            let count = all.len() as u64;
            let levels = build(&all).unwrap();
            let top = levels.last().unwrap()[0];
            let place = at.index(all.len());
            let (mut index, mut leaf) = (place as u64, all[place]);
            let (mut hashes, mut sums) = path(&levels, place);
            let deep = if hashes.is_empty() { None } else { Some(level.index(hashes.len())) };
            match (what, deep) {
                (0, _) => leaf.sum = leaf.sum.wrapping_add(by),
                (1, _) => leaf.hash.0[31] ^= by as u8 | 1,
                (2, _) => index ^= by % count.next_power_of_two(),
                (3, Some(level)) => sums[level] = sums[level].wrapping_add(by),
                (4, Some(level)) => sums[level] = sums[level].wrapping_sub(by),
                (5, Some(level)) => hashes[level].0[0] ^= by as u8 | 1,
                (6, Some(_)) => { hashes.pop(); sums.pop(); }
                _ => { hashes.push(B256::ZERO); sums.push(0); }
            }
            let found = root(leaf, index, count, &hashes, &sums);
            if what == 2 && index == place as u64 {
                prop_assert_eq!(found, Some(top));
            } else {
                prop_assert_ne!(found, Some(top));
            }
        }
    }
}
