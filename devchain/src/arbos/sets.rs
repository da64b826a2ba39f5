//! Sets of addresses in ArbOS's state (chain owners, cache managers): a list and each member's place in it.

use super::{
    context::{Cx, Fail, address_word, word_address},
    store::{self, STATE_ADDRESS, Table},
};
use crate::state::State;
use alloy::primitives::{Address, U256};

fn size_slot(table: Table) -> U256 {
    store::element(table, 0)
}

fn place_slot(table: Table, member: Address) -> U256 {
    store::entry(table, &member.into_word())
}

/// Whether an address is a member. One read.
pub(crate) fn contains(cx: &mut Cx<'_>, table: Table, member: Address) -> Result<bool, Fail> {
    Ok(!cx.read(place_slot(table, member))?.is_zero())
}

/// All members, in order of arrival.
pub(crate) fn members(cx: &mut Cx<'_>, table: Table) -> Result<Vec<Address>, Fail> {
    let size: u64 = cx.read(size_slot(table))?.saturating_to();
    let mut members = Vec::new();
    for index in 1..=size {
        members.push(word_address(cx.read(store::element(table, index))?));
    }
    Ok(members)
}

/// Adds a member, unless it is one.
pub(crate) fn add(cx: &mut Cx<'_>, table: Table, member: Address) -> Result<(), Fail> {
    if contains(cx, table, member)? {
        return Ok(());
    }
    let size: u64 = cx.read(size_slot(table))?.saturating_to();
    cx.write(place_slot(table, member), U256::from(size + 1))?;
    cx.write(store::element(table, size + 1), address_word(member))?;
    cx.write(size_slot(table), U256::from(size + 1))
}

/// Removes a member; the last one takes its place.
pub(crate) fn remove(cx: &mut Cx<'_>, table: Table, member: Address) -> Result<(), Fail> {
    let place: u64 = cx.read(place_slot(table, member))?.saturating_to();
    if place == 0 {
        return Err(Fail::Revert("tried to remove a non-member".into()));
    }
    let size: u64 = cx.read(size_slot(table))?.saturating_to();
    cx.write(place_slot(table, member), U256::ZERO)?;
    if place != size {
        let last = cx.read(store::element(table, size))?;
        cx.write(store::element(table, place), last)?;
        cx.write(place_slot(table, word_address(last)), U256::from(place))?;
    }
    cx.write(store::element(table, size), U256::ZERO)?;
    cx.write(size_slot(table), U256::from(size - 1))
}

/// Adds the first member, at genesis.
pub(crate) fn seed(state: &mut State, table: Table, member: Address) {
    state.set_storage(STATE_ADDRESS, place_slot(table, member), U256::from(1));
    state.set_storage(
        STATE_ADDRESS,
        store::element(table, 1),
        address_word(member),
    );
    state.set_storage(STATE_ADDRESS, size_slot(table), U256::from(1));
}
