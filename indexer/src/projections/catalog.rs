//! Stores, products and listings. Reads abi/Catalog.sol; writes store, store_owner, store_handover,
//! store_payout, store_profile, product, price_change, terms_change, experience_fee_change, content_change,
//! co_creators_change, stock_change, stock_turn, active_change, openness_change, listing_change,
//! product_state, connection, role_change.

use alloy::primitives::Address;
use productshare_abi::Catalog::{self, CatalogEvents as Event};

use super::{Changes, Origin, changes::Connected, content, event_table, number, numbers};
use crate::store::copy::Table;

const STORE: Table = event_table!("store": "id");
const STORE_OWNER: Table = event_table!("store_owner": "store" "owner" "set_id");
const STORE_HANDOVER: Table = event_table!("store_handover": "store" "owner" "new_owner");
const STORE_PAYOUT: Table = event_table!("store_payout": "store" "payout");
const STORE_PROFILE: Table = event_table!("store_profile": "store" "platform" "uri");
const PRODUCT: Table = event_table!("product": "id" "store");
const PRICE_CHANGE: Table = event_table!("price_change": "product" "version" "price");
const TERMS_CHANGE: Table = event_table!("terms_change":
    "product" "version" "profit_bps" "cashback_bps" "stake_bps" "hold_secs" "cause");
const EXPERIENCE_FEE_CHANGE: Table =
    event_table!("experience_fee_change": "product" "version" "bps");
const CONTENT_CHANGE: Table = event_table!("content_change":
    "product" "version" "content_hash" "uri" "title" "body" "words");
const CO_CREATORS_CHANGE: Table = event_table!("co_creators_change": "product" "version" "set_id");
const STOCK_CHANGE: Table = event_table!("stock_change": "product" "inventory");
const STOCK_TURN: Table = event_table!("stock_turn": "product" "sold_out");
const ACTIVE_CHANGE: Table = event_table!("active_change": "product" "active");
const OPENNESS_CHANGE: Table = event_table!("openness_change": "product" "open_to_listings");
const LISTING_CHANGE: Table = event_table!("listing_change": "product" "store" "listed");
pub const TABLES: &[&Table] = &[
    &STORE,
    &STORE_OWNER,
    &STORE_HANDOVER,
    &STORE_PAYOUT,
    &STORE_PROFILE,
    &PRODUCT,
    &PRICE_CHANGE,
    &TERMS_CHANGE,
    &EXPERIENCE_FEE_CHANGE,
    &CONTENT_CHANGE,
    &CO_CREATORS_CHANGE,
    &STOCK_CHANGE,
    &STOCK_TURN,
    &ACTIVE_CHANGE,
    &OPENNESS_CHANGE,
    &LISTING_CHANGE,
];

/// # Errors
/// What is wrong with the event, when it carries a number that none of the contract's can be.
pub fn apply(event: Event, at: Origin, changes: &mut Changes) -> Result<(), String> {
    match event {
        Event::Connected(e) => connected(changes, at, &e),
        Event::StoreOpened(e) => store_opened(changes, at, &e)?,
        Event::StoreChanged(e) => store_changed(changes, at, &e)?,
        Event::StoreTransferred(e) => store_transferred(changes, at, &e)?,
        Event::StoreTransferStarted(e) => {
            at.row(&mut changes.rows, &STORE_HANDOVER)
                .i64(number(e.store)?)
                .address(e.owner)
                .address(e.newOwner);
        }
        Event::ExperienceFeeSet(e) => {
            let [product, version] = numbers([e.product, e.version])?;
            at.row(&mut changes.rows, &EXPERIENCE_FEE_CHANGE)
                .i64(product)
                .i64(version)
                .i32(e.bps.into());
        }
        Event::ProductAdded(e) => product_added(changes, at, &e)?,
        Event::PriceSet(e) => price_set(changes, at, &e)?,
        Event::TermsSet(e) => terms_set(changes, at, &e)?,
        Event::ContentSet(e) => content_set(changes, at, &e)?,
        Event::CoCreatorsSet(e) => co_creators_set(changes, at, &e)?,
        Event::StockChanged(e) => stock_changed(changes, at, &e)?,
        Event::SoldOut(e) => stock_turned(changes, at, number(e.product)?, true),
        Event::BackInStock(e) => stock_turned(changes, at, number(e.product)?, false),
        Event::ActiveSet(e) => active_set(changes, at, number(e.product)?, e.active),
        Event::OpenToListingsSet(e) => openness_set(changes, at, number(e.product)?, e.open),
        Event::Listed(e) => listing(changes, at, number(e.product)?, number(e.store)?, true),
        Event::Unlisted(e) => listing(changes, at, number(e.product)?, number(e.store)?, false),
        // Says what the stake pools' own logs of the same transaction say.
        Event::StoreIndebted(_) => {}
        Event::OwnershipTransferred(e) => changes.role(at, "catalog", "owner", e.newOwner, true),
    }
    Ok(())
}

fn connected(changes: &mut Changes, at: Origin, e: &Catalog::Connected) {
    let others = Connected {
        offer_pool: Some(e.offerPool),
        splitter: Some(e.splitter),
        checkout: Some(e.checkout),
        stake_pools: Some(e.stakePools),
        quality: Some(e.quality),
        ..Connected::default()
    };
    changes.connected(at, "catalog", others);
}

fn store_opened(changes: &mut Changes, at: Origin, e: &Catalog::StoreOpened) -> Result<(), String> {
    let [store, set, platform] = numbers([e.store, e.set, e.platform])?;
    at.row(&mut changes.rows, &STORE).i64(store);
    owner(changes, at, store, e.owner, set);
    payout(changes, at, store, e.payout);
    profile(changes, at, store, platform, &e.uri);
    Ok(())
}

fn store_changed(
    changes: &mut Changes,
    at: Origin,
    e: &Catalog::StoreChanged,
) -> Result<(), String> {
    let [store, platform] = numbers([e.store, e.platform])?;
    payout(changes, at, store, e.payout);
    profile(changes, at, store, platform, &e.uri);
    Ok(())
}

/// The store pays its new owner from now on, until that one says otherwise.
fn store_transferred(
    changes: &mut Changes,
    at: Origin,
    e: &Catalog::StoreTransferred,
) -> Result<(), String> {
    let [store, set] = numbers([e.store, e.set])?;
    owner(changes, at, store, e.newOwner, set);
    payout(changes, at, store, e.newOwner);
    Ok(())
}

fn owner(changes: &mut Changes, at: Origin, store: i64, owner: Address, set: i64) {
    at.row(&mut changes.rows, &STORE_OWNER)
        .i64(store)
        .address(owner)
        .i64(set);
}

fn payout(changes: &mut Changes, at: Origin, store: i64, payout: Address) {
    at.row(&mut changes.rows, &STORE_PAYOUT)
        .i64(store)
        .address(payout);
}

fn profile(changes: &mut Changes, at: Origin, store: i64, platform: i64, uri: &str) {
    at.row(&mut changes.rows, &STORE_PROFILE)
        .i64(store)
        .i64(platform)
        .text(uri);
}

fn product_added(
    changes: &mut Changes,
    at: Origin,
    e: &Catalog::ProductAdded,
) -> Result<(), String> {
    let [product, store] = numbers([e.product, e.store])?;
    at.row(&mut changes.rows, &PRODUCT).i64(product).i64(store);
    changes.shelf.touch(product);
    Ok(())
}

fn price_set(changes: &mut Changes, at: Origin, e: &Catalog::PriceSet) -> Result<(), String> {
    let [product, version] = numbers([e.product, e.version])?;
    at.row(&mut changes.rows, &PRICE_CHANGE)
        .i64(product)
        .i64(version)
        .amount(e.price);
    changes.shelf.touch(product);
    Ok(())
}

fn terms_set(changes: &mut Changes, at: Origin, e: &Catalog::TermsSet) -> Result<(), String> {
    let [product, version, hold_secs, cause] =
        numbers([e.product, e.version, e.holdSecs, e.cause])?;
    at.row(&mut changes.rows, &TERMS_CHANGE)
        .i64(product)
        .i64(version)
        .i32(e.profitBps.into())
        .i32(e.cashbackBps.into())
        .i32(e.stakeBps.into())
        .i64(hold_secs)
        .i64(cause);
    Ok(())
}

fn content_set(changes: &mut Changes, at: Origin, e: &Catalog::ContentSet) -> Result<(), String> {
    let [product, version] = numbers([e.product, e.version])?;
    let said = content::read(&e.uri);
    at.row(&mut changes.rows, &CONTENT_CHANGE)
        .i64(product)
        .i64(version)
        .hash(e.contentHash)
        .text(&e.uri)
        .maybe(said.title.as_deref(), |row, title| row.text(title))
        .maybe(said.body.as_deref(), |row, body| row.text(body))
        .text(&said.words);
    Ok(())
}

fn co_creators_set(
    changes: &mut Changes,
    at: Origin,
    e: &Catalog::CoCreatorsSet,
) -> Result<(), String> {
    let [product, version, set] = numbers([e.product, e.version, e.set])?;
    at.row(&mut changes.rows, &CO_CREATORS_CHANGE)
        .i64(product)
        .i64(version)
        .i64(set);
    Ok(())
}

fn stock_changed(
    changes: &mut Changes,
    at: Origin,
    e: &Catalog::StockChanged,
) -> Result<(), String> {
    let [product, inventory] = numbers([e.product, e.inventory])?;
    at.row(&mut changes.rows, &STOCK_CHANGE)
        .i64(product)
        .i64(inventory);
    changes.shelf.touch(product);
    Ok(())
}

fn stock_turned(changes: &mut Changes, at: Origin, product: i64, sold_out: bool) {
    at.row(&mut changes.rows, &STOCK_TURN)
        .i64(product)
        .bool(sold_out);
}

fn active_set(changes: &mut Changes, at: Origin, product: i64, active: bool) {
    at.row(&mut changes.rows, &ACTIVE_CHANGE)
        .i64(product)
        .bool(active);
    changes.shelf.touch(product);
}

fn openness_set(changes: &mut Changes, at: Origin, product: i64, open: bool) {
    at.row(&mut changes.rows, &OPENNESS_CHANGE)
        .i64(product)
        .bool(open);
    changes.shelf.touch(product);
}

fn listing(changes: &mut Changes, at: Origin, product: i64, store: i64, listed: bool) {
    at.row(&mut changes.rows, &LISTING_CHANGE)
        .i64(product)
        .i64(store)
        .bool(listed);
}
