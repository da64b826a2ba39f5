//! An example answer for each resource, taken from a run of the tests on a chain where every event
//! happened (`examples.json`, rewritten with UPDATE_SNAPSHOT=1 and checked against real answers).

use serde_json::{Map, Value};
use utoipa::openapi::{OpenApi, RefOr};

const EXAMPLES: &str = include_str!("examples.json");

/// Puts each example beside the schema of its resource.
pub fn add(document: &mut OpenApi) {
    let examples: Map<String, Value> = serde_json::from_str(EXAMPLES).unwrap_or_default();
    for (path, example) in examples {
        let operation = document
            .paths
            .paths
            .get_mut(&path)
            .and_then(|item| item.get.as_mut());
        let Some(RefOr::T(response)) =
            operation.and_then(|op| op.responses.responses.get_mut("200"))
        else {
            continue;
        };
        if let Some(RefOr::T(content)) = response.content.get_mut("application/json") {
            content.example = Some(example);
        }
    }
}
