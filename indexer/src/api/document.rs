//! The OpenAPI document: what the handlers say of themselves, and what is true of all of them.

use serde_json::{Value, json};
use utoipa::{OpenApi, PartialSchema};

use super::{error::Problem, examples, open_api_router};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "ProductShare",
        description = "What the ProductShare contracts say, exactly, and how final it is.\n\n\
            Amounts are decimal strings in base units (PSC has 6 decimals, PSS 18); addresses are EIP-55; times are Unix seconds. \
            Every answer states the block that it is true of; `finality` chooses that block. Lists are pages of up to 200 \
            `items`; `next` is the cursor of the next page, absent on the last. Errors are problem details (RFC 9457)."
    ),
    tags(
        (name = "status", description = "What is indexed"),
        (name = "tokens", description = "ShareCash (PSC) and StakeShare (PSS)"),
        (name = "accounts", description = "Balances, locks, votes, and what can be claimed"),
        (name = "reserve", description = "What backs PSC"),
        (name = "shop", description = "Stores, products, listings, and rewards for selling"),
        (name = "orders", description = "Orders, where each line's money went, and shares"),
        (name = "groups", description = "Customers, co-creators and causes, who share all profit"),
        (name = "stakes", description = "Stake pools, their advances, and who staked"),
        (name = "offering", description = "The initial offering of PSS"),
        (name = "governance", description = "The DAO: proposals and votes, its timelock and treasury"),
        (name = "quality", description = "The quality network: platforms, experts, models, and products enrolled under them"),
        (name = "experience", description = "Buyers' reports on products, the votes on them, and the power of votes"),
        (name = "cycles", description = "The quality network's money, cycle by cycle"),
        (name = "arbitration", description = "Disputes and their jurors"),
        (name = "statements", description = "Sales that platforms settled themselves, and receipts that they are said to keep back"),
        (name = "memberships", description = "Members of platforms, and what is shared of their fees"),
        (name = "stream", description = "Changes as they happen")
    )
)]
pub struct Document;

/// Refusals that any resource may give: status, name, when.
const REFUSALS: [(&str, &str, &str); 6] = [
    (
        "400",
        "InvalidParameter",
        "A parameter is unknown, malformed or out of its bounds",
    ),
    ("404", "NotFound", "There is no such thing, or not yet"),
    (
        "409",
        "Conflict",
        "`min_block` is not reached, or the cursor's block was reorganised away",
    ),
    ("429", "TooManyRequests", "This client asks too often"),
    (
        "503",
        "Unavailable",
        "Nothing is indexed at this finality yet, or the database is away",
    ),
    ("504", "Timeout", "The answer took too long"),
];

/// The OpenAPI document, as served at /openapi.json.
pub fn openapi_json() -> String {
    let (_, mut document) = open_api_router().split_for_parts();
    examples::add(&mut document);
    let mut document = serde_json::to_value(&document).unwrap_or_default();
    let schema = serde_json::to_value(Problem::schema()).unwrap_or_default();
    document["components"]["schemas"]["Problem"] = schema;
    for (_, name, when) in REFUSALS {
        let content = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
        document["components"]["responses"][name] = json!({
            "description": when, "content": { "application/problem+json": content }
        });
    }
    let paths = document["paths"].as_object_mut();
    for (path, item) in paths.into_iter().flatten() {
        let operation = &mut item["get"];
        // Handlers of different files share names; ids must differ, or clients made of the document mix them up.
        operation["operationId"] = operation_id(path).into();
        for (status, name, _) in REFUSALS {
            let response = json!({ "$ref": format!("#/components/responses/{name}") });
            operation["responses"][status] = response;
        }
        let parameters = operation["parameters"].as_array_mut();
        for parameter in parameters.into_iter().flatten() {
            without_null(&mut parameter["schema"]);
        }
    }
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// An optional parameter is left out, never null: `a=null` is the text.
fn without_null(schema: &mut Value) {
    if let Some(types) = schema["type"].as_array_mut() {
        types.retain(|kind| kind != "null");
        if let [only] = &types[..] {
            schema["type"] = only.clone();
        }
    }
    if let Some(choices) = schema["oneOf"].as_array_mut() {
        choices.retain(|choice| choice["type"] != "null");
        if let [only] = &choices[..] {
            *schema = only.clone();
        }
    }
    if let Some(values) = schema["enum"].as_array_mut() {
        values.retain(|value| !value.is_null());
    }
}

/// `/v1/proposals/{id}/votes` is `proposals_id_votes`.
fn operation_id(path: &str) -> String {
    path.trim_start_matches("/v1/")
        .chars()
        .filter(|letter| !matches!(letter, '{' | '}'))
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                '_'
            }
        })
        .collect()
}
