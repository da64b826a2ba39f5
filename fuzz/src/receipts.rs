//! Merkle proofs, as contracts check them, beside the trees that the tools build: the sums of a platform's receipts, and
//! the accounts and caps of an offering.

use alloy_primitives::{Address, B256, U256};
use arbitrary::{Arbitrary, Unstructured};
use productshare_cli::tree as tools;
use world::offering::AllowList;

// The contracts' own files: their crates are contracts, which nothing links.
#[allow(dead_code, reason = "a contract uses more of it")]
#[rustfmt::skip] // In the style of its own workspace.
#[path = "../../contracts/offering/src/allow_list.rs"]
mod allow_list;
#[allow(dead_code, reason = "a contract uses more of it")]
#[rustfmt::skip] // In the style of its own workspace.
#[path = "../../contracts/statements/src/tree.rs"]
mod tree;

#[derive(Arbitrary, Debug)]
struct Input {
    grosses: Vec<u64>,
    index: u64,
    count: u64,
    receipt: [u8; 32],
    gross: u64,
    /// What is put in place of the path's nodes: where, and what.
    changes: Vec<(u8, [u8; 32], u64)>,
    length: i8,
    entries: Vec<([u8; 20], u64)>,
    account: [u8; 20],
    cap: u64,
}

/// A path that leads to the root of a tree is that of a leaf in its place, and both sides agree about every path.
pub fn check(data: &[u8]) {
    let Ok(input) = Input::arbitrary(&mut Unstructured::new(data)) else {
        return;
    };
    sums(&input);
    caps(&input);
}

fn sums(input: &Input) {
    let leaves: Vec<_> = (0u64..)
        .zip(input.grosses.iter().take(64))
        .map(|(number, gross)| tools::leaf(U256::from(number).into(), *gross))
        .collect();
    let Some(built) = tools::Tree::build(leaves.clone()) else {
        return;
    };
    let place = (input.index % built.count()) as usize;
    let mut path = built.path(place);
    let honest = path.clone();
    for (at, hash, sum) in &input.changes {
        if path.hashes.is_empty() {
            break;
        }
        let at = usize::from(*at) % path.hashes.len();
        path.hashes[at] = B256::from(*hash);
        path.sums[at] = *sum;
    }
    let length = path
        .hashes
        .len()
        .saturating_add_signed(input.length.into())
        .min(70);
    if input.length != 0 {
        path.hashes.resize(length, B256::ZERO);
        path.sums.resize(length, 0);
    }
    let shown = [
        leaves[place],
        tools::leaf(input.receipt.into(), input.gross),
    ];
    for leaf in shown {
        for (index, count) in [(place as u64, built.count()), (input.index, input.count)] {
            let theirs = tools::root(leaf, index, count, &path);
            let ours = tree::root(
                tree::Node {
                    hash: leaf.hash,
                    sum: leaf.sum,
                },
                index,
                count,
                &path.hashes,
                &path.sums,
            );
            assert_eq!(
                ours.map(|node| (node.hash, node.sum)),
                theirs.map(|node| (node.hash, node.sum))
            );
            let right = (index, count) == (place as u64, built.count())
                && leaf == leaves[place]
                && path == honest;
            let reached = ours
                .is_some_and(|node| node.hash == built.root().hash && node.sum == built.root().sum);
            if count == built.count() && reached {
                // Another place may hold the same receipt only if it is the same leaf.
                assert!(
                    built.leaf(index as usize) == Some(leaf),
                    "a path for what is not in the tree"
                );
            }
            assert!(
                !right || reached,
                "the path of a leaf does not lead to the root"
            );
        }
    }
}

fn caps(input: &Input) {
    let entries: Vec<_> = input
        .entries
        .iter()
        .take(64)
        .map(|(account, cap)| (Address::from(*account), U256::from(*cap)))
        .collect();
    if entries.is_empty() {
        return;
    }
    let list = AllowList::new(&entries);
    let (account, cap) = entries[input.index as usize % entries.len()];
    let proof = list.proof(account, cap).expect("the proof of an entry");
    let led = |account, cap, proof: &[B256]| {
        allow_list::root(allow_list::leaf(account, cap), proof) == list.root()
    };
    assert!(
        led(account, cap, &proof),
        "an entry's proof does not lead to the root"
    );
    let mut forged = proof;
    for (at, hash, _) in &input.changes {
        if forged.is_empty() {
            break;
        }
        let at = usize::from(*at) % forged.len();
        forged[at] = B256::from(*hash);
    }
    forged.truncate(
        forged
            .len()
            .saturating_add_signed(input.length.min(0).into()),
    );
    let stranger = (Address::from(input.account), U256::from(input.cap));
    if !entries.contains(&stranger) {
        assert!(
            !led(stranger.0, stranger.1, &forged),
            "a proof for who is not on the list"
        );
    }
}
