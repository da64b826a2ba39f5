//! Trees of receipts that carry their sums, as `contracts/statements/src/tree.rs` checks them: a leaf is
//! keccak256(tag, receipt, gross), a node keccak256(tag, left hash, left sum, right hash, right sum), in
//! 32-byte words. Places without a receipt are zero. `tests/vectors/receipts.json` holds both to the same.

use alloy::primitives::{B256, Keccak256, U256, keccak256};

/// Most leaves of a tree.
pub const MAX_COUNT: u64 = 1 << 32;

const LEAF_TAG: &str = "ProductShare receipt";
const NODE_TAG: &str = "ProductShare receipts";

/// A leaf, or what is above some.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Node {
    pub hash: B256,
    /// PSC units.
    pub sum: u64,
}

/// The way from a receipt to the root: what stands beside, from the bottom.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Path {
    pub hashes: Vec<B256>,
    pub sums: Vec<u64>,
}

/// The leaf of a receipt, by the hash of its struct.
pub fn leaf(receipt: B256, gross: u64) -> Node {
    let hash = hash(LEAF_TAG, &[receipt, word(gross)]);
    Node { hash, sum: gross }
}

/// What is above two nodes; nothing, if their sum is beyond 64 bits.
pub fn join(left: Node, right: Node) -> Option<Node> {
    let sum = left.sum.checked_add(right.sum)?;
    let words = [left.hash, word(left.sum), right.hash, word(right.sum)];
    Some(Node {
        hash: hash(NODE_TAG, &words),
        sum,
    })
}

/// The root to which a path leads; nothing, if a tree of `count` leaves has no such place or no such path.
pub fn root(leaf: Node, index: u64, count: u64, path: &Path) -> Option<Node> {
    let depth = depth(count);
    if index >= count || path.hashes.len() != depth || path.sums.len() != depth {
        return None;
    }
    let mut beside = path.hashes.iter().zip(&path.sums).enumerate();
    beside.try_fold(leaf, |node, (level, (&hash, &sum))| {
        let other = Node { hash, sum };
        match index >> level & 1 {
            0 => join(node, other),
            _ => join(other, node),
        }
    })
}

/// How many nodes a path has in a tree of so many leaves.
fn depth(count: u64) -> usize {
    (u64::BITS - count.saturating_sub(1).leading_zeros()) as usize
}

/// All levels of a tree, the leaves first.
pub struct Tree(Vec<Vec<Node>>);

impl Tree {
    /// Nothing, if there are no leaves, or their sum is beyond 64 bits.
    pub fn build(leaves: Vec<Node>) -> Option<Self> {
        if leaves.is_empty() {
            return None;
        }
        let mut levels = vec![leaves];
        while levels[levels.len() - 1].len() > 1 {
            let pairs = levels[levels.len() - 1].chunks(2);
            let above: Option<Vec<_>> = pairs
                .map(|pair| join(pair[0], pair.get(1).copied().unwrap_or_default()))
                .collect();
            levels.push(above?);
        }
        Some(Self(levels))
    }

    pub fn count(&self) -> u64 {
        self.0[0].len() as u64
    }

    pub fn root(&self) -> Node {
        self.0[self.0.len() - 1][0]
    }

    pub fn leaf(&self, index: usize) -> Option<Node> {
        self.0[0].get(index).copied()
    }

    pub fn path(&self, index: usize) -> Path {
        let levels = self.0[..self.0.len() - 1].iter().enumerate();
        let (hashes, sums) = levels
            .map(|(level, nodes)| nodes.get(index >> level ^ 1).copied().unwrap_or_default())
            .map(|node| (node.hash, node.sum))
            .unzip();
        Path { hashes, sums }
    }
}

fn word(value: u64) -> B256 {
    U256::from(value).into()
}

fn hash(tag: &str, words: &[B256]) -> B256 {
    let mut hasher = Keccak256::new();
    hasher.update(keccak256(tag));
    for word in words {
        hasher.update(word);
    }
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn leaves(grosses: &[u64]) -> Vec<Node> {
        let numbered = (1..).zip(grosses);
        numbered
            .map(|(number, &gross)| leaf(word(number), gross))
            .collect()
    }

    #[test]
    fn a_tree_needs_leaves_and_a_sum() {
        assert!(Tree::build(Vec::new()).is_none());
        assert!(Tree::build(leaves(&[u64::MAX, 1])).is_none());
        assert_eq!(
            Tree::build(leaves(&[u64::MAX])).unwrap().root().sum,
            u64::MAX
        );
    }

    proptest! {
        #[test]
        fn every_leaf_leads_to_the_root_and_nothing_else_does(
            grosses in prop::collection::vec(1u64..1 << 40, 1..70), other in 1u64..1 << 40, at in any::<prop::sample::Index>(),
        ) {
            let tree = Tree::build(leaves(&grosses)).unwrap();
            prop_assert_eq!(tree.root().sum, grosses.iter().sum::<u64>());
            let index = at.index(grosses.len());
            let (leaf, path) = (tree.leaf(index).unwrap(), tree.path(index));
            let found = |leaf, index, path: &Path| root(leaf, index, tree.count(), path);
            prop_assert_eq!(found(leaf, index as u64, &path), Some(tree.root()));
            let less = Node { sum: leaf.sum.wrapping_add(other), ..leaf };
            prop_assert_ne!(found(less, index as u64, &path), Some(tree.root()));
            for level in 0..path.sums.len() {
                let mut wrong = path.clone();
                wrong.sums[level] = wrong.sums[level].wrapping_sub(other);
                prop_assert_ne!(found(leaf, index as u64, &wrong), Some(tree.root()));
                prop_assert_ne!(found(leaf, index as u64 ^ 1 << level, &path), Some(tree.root()));
            }
        }
    }
}
