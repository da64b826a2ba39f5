//! The OpenAPI document is a promise: it changes only on purpose.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::World;

const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/openapi.json");

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/api/examples.json");

/// UPDATE_SNAPSHOT=1 rewrites examples and snapshot; run it twice, as the first is compiled into the second.
fn updating() -> bool {
    std::env::var_os("UPDATE_SNAPSHOT").is_some()
}

#[test]
fn document_is_the_snapshot() {
    let document = productshare_indexer::api::openapi_json();
    if updating() {
        std::fs::write(SNAPSHOT, &document).expect("written");
    }
    let snapshot = std::fs::read_to_string(SNAPSHOT).expect("the snapshot");
    assert!(
        document == snapshot,
        "the API's document changed: review it, then run this test with UPDATE_SNAPSHOT=1"
    );
}

#[test]
fn every_operation_has_a_summary_and_an_example() {
    let document: Value =
        serde_json::from_str(&productshare_indexer::api::openapi_json()).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    assert!(paths.len() >= 82);
    for (path, item) in paths {
        let content = item["get"]["responses"]["200"]["content"]
            .as_object()
            .unwrap_or_else(|| panic!("{path}: 200"));
        assert!(
            content.values().all(|media| media.get("schema").is_some()),
            "{path}"
        );
        assert!(item["get"]["summary"].is_string(), "{path} has a summary");
        if let Some(json) = content.get("application/json") {
            assert!(json.get("example").is_some(), "{path} has an example");
        }
    }
}

/// The examples have the keys and types of real answers, on a chain where every event happened.
#[tokio::test(flavor = "multi_thread")]
async fn documented_paths_answer_as_documented() {
    let world = World::new().await;
    crate::follow::live_through_everything(&world).await;
    crate::follow::live_through_the_network(&world).await;
    let indexer = world.start().await;
    world.caught_up().await;
    let document = indexer.get("/openapi.json").await;
    let mut answers = serde_json::Map::new();
    for (template, item) in document["paths"].as_object().expect("paths") {
        let content = &item["get"]["responses"]["200"]["content"];
        let Some(documented) = content.get("application/json") else {
            continue;
        };
        let path = template
            .replace("{address}", &crate::support::events::account(1).to_string())
            .replace("{id}", "1")
            .replace("{product}", "1")
            .replace("{cycle}", "0");
        // Votes went to another account.
        let path = if template == "/v1/accounts/{address}/votes" {
            format!("/v1/accounts/{}/votes", crate::support::events::account(2))
        } else if path == "/v1/resolve" {
            format!("{path}?link=https://shop.example/p/1?via=2%26share=1&store=3")
        } else {
            path
        };
        let mut answer = indexer.get(&path).await;
        if let Some(items) = answer["items"].as_array_mut() {
            assert!(!items.is_empty(), "{path} has an item to show");
            items.truncate(1);
        }
        let shown = &documented["example"];
        match same_shape(&path, shown, &answer) {
            // What is still right stays, so that the figures of each run change nothing.
            Ok(()) if !shown.is_null() => answer = shown.clone(),
            difference => assert!(updating(), "{path}: {difference:?}"),
        }
        answers.insert(template.clone(), answer);
    }
    if updating() {
        let text = serde_json::to_string_pretty(&answers).expect("JSON") + "\n";
        std::fs::write(EXAMPLES, text).expect("written");
    }
    let page = indexer.response("/docs").await;
    assert_eq!(page.status(), 200);
    let html = page.text().await.expect("text");
    assert!(
        !html.contains("http://") && !html.contains("https://"),
        "the page asks nobody but this server"
    );
    indexer.stop().await;
}

/// The same keys everywhere both have a value, else where they differ.
fn same_shape(at: &str, documented: &Value, answered: &Value) -> Result<(), String> {
    match (documented, answered) {
        (Value::Object(documented), Value::Object(answered)) => {
            // The last page has no cursor.
            let keys = |object: &serde_json::Map<String, Value>| {
                let paged = object.contains_key("items");
                object
                    .keys()
                    .filter(|key| !paged || *key != "next")
                    .cloned()
                    .collect::<BTreeSet<_>>()
            };
            let (left, right) = (keys(documented), keys(answered));
            if left != right {
                return Err(format!("{at}: documented {left:?}, answered {right:?}"));
            }
            for (key, value) in documented {
                if let Some(other) = answered.get(key) {
                    same_shape(&format!("{at} {key}"), value, other)?;
                }
            }
            Ok(())
        }
        (Value::Array(documented), Value::Array(answered)) => {
            match (documented.first(), answered.first()) {
                (Some(left), Some(right)) => same_shape(&format!("{at}[]"), left, right),
                _ => Ok(()),
            }
        }
        (Value::Null, _) | (_, Value::Null) => Ok(()),
        (left, right) if std::mem::discriminant(left) == std::mem::discriminant(right) => Ok(()),
        (left, right) => Err(format!("{at}: documented {left}, answered {right}")),
    }
}
