//! The OpenAPI document: what the handlers say of themselves, and what is true of all of them.

use utoipa::{
    OpenApi, PartialSchema,
    openapi::{
        Content, Ref, RefOr, ResponseBuilder, Schema,
        schema::{ArrayItems, SchemaType, Type},
    },
};

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
    let components = document.components.get_or_insert_default();
    let problem = ("Problem".to_owned(), Problem::schema());
    components.schemas.extend([problem]);
    for (_, name, when) in REFUSALS {
        let content = Content::new(Some(Ref::from_schema_name("Problem")));
        let response = ResponseBuilder::new()
            .description(when)
            .content("application/problem+json", content);
        let response = (name.to_owned(), RefOr::T(response.build()));
        components.responses.extend([response]);
    }
    for schema in components.schemas.values_mut() {
        *schema = annotated(std::mem::take(schema));
    }
    for (path, item) in &mut document.paths.paths {
        let Some(operation) = item.get.as_mut() else {
            continue;
        };
        // Handlers of different files share names; ids must differ, or clients made of the document mix them up.
        operation.operation_id = Some(operation_id(path));
        for (status, name, _) in REFUSALS {
            let response = (status.to_owned(), RefOr::Ref(Ref::from_response_name(name)));
            operation.responses.responses.extend([response]);
        }
        for parameter in operation.parameters.iter_mut().flatten() {
            if let RefOr::T(parameter) = parameter {
                parameter.schema = parameter.schema.take().map(annotated).map(without_null);
            }
        }
    }
    let mut text = document.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

/// Where a field says more of an enumeration than the enumeration itself, utoipa writes that it must be an object too:
/// here the words stand with the enumeration.
fn annotated(schema: RefOr<Schema>) -> RefOr<Schema> {
    let RefOr::T(schema) = schema else {
        return schema;
    };
    RefOr::T(match schema {
        Schema::Object(mut object) => {
            for property in object.properties.values_mut() {
                *property = annotated(std::mem::take(property));
            }
            Schema::Object(object)
        }
        Schema::Array(mut array) => {
            if let ArrayItems::RefOrSchema(item) = &mut array.items {
                **item = annotated(std::mem::take(item));
            }
            Schema::Array(array)
        }
        Schema::OneOf(mut choice) => {
            choice.items = choice.items.into_iter().map(annotated).collect();
            Schema::OneOf(choice)
        }
        Schema::AllOf(mut all) => {
            all.items = all.items.into_iter().map(annotated).collect();
            match &mut all.items[..] {
                [
                    RefOr::T(Schema::Object(values)),
                    RefOr::T(Schema::Object(words)),
                ] if values.enum_values.is_some() && words.properties.is_empty() => {
                    let mut values = std::mem::take(values);
                    values.description = words.description.take().or(values.description);
                    values.default = words.default.take().or(values.default);
                    Schema::Object(values)
                }
                _ => Schema::AllOf(all),
            }
        }
        other => other,
    })
}

/// An optional parameter is left out, never null: `a=null` is the text.
fn without_null(schema: RefOr<Schema>) -> RefOr<Schema> {
    match schema {
        RefOr::T(Schema::Object(mut object)) => {
            if let SchemaType::Array(types) = &mut object.schema_type {
                types.retain(|kind| *kind != Type::Null);
                if let [only] = &types[..] {
                    object.schema_type = SchemaType::Type(only.clone());
                }
            }
            RefOr::T(Schema::Object(object))
        }
        RefOr::T(Schema::OneOf(mut choice)) => {
            choice.items.retain(|item| !is_null(item));
            match choice.items.len() {
                1 => choice.items.remove(0),
                _ => RefOr::T(Schema::OneOf(choice)),
            }
        }
        other => other,
    }
}

fn is_null(schema: &RefOr<Schema>) -> bool {
    let null = SchemaType::Type(Type::Null);
    matches!(schema, RefOr::T(Schema::Object(object)) if object.schema_type == null)
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
