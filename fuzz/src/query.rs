//! What strangers ask the API: paths, query strings and cursors, over HTTP and with a database behind it.

use std::sync::LazyLock;

use arbitrary::{Result, Unstructured};
use serde_json::Value;
use world::world::World;

use crate::ground::RUNTIME;

static WORLD: LazyLock<World> = LazyLock::new(|| {
    RUNTIME
        .block_on(caught_up())
        .expect("a chain, a database (DATABASE_URL) and the API over it: cargo xtask fuzz has all")
});

/// A world whose indexer has all blocks: before, it rightly answers that nothing is indexed yet, with a 503.
async fn caught_up() -> anyhow::Result<World> {
    let world = World::start().await?;
    let head = world.client.head().await?;
    world.api.at("/v1/stores", head).await?;
    for finality in ["safe", "finalized"] {
        let path = format!("/v1/stores?finality={finality}");
        world.api.at(&path, 0).await?;
    }
    Ok(world)
}

/// Paths of the OpenAPI document, with the names of their parameters.
static RESOURCES: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
    let document: Value =
        serde_json::from_str(&productshare_indexer::api::openapi_json()).expect("a document");
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        // It never ends.
        .filter(|(path, _)| !path.ends_with("/stream"))
        .map(|(path, item)| {
            let parameters = item["get"]["parameters"].as_array();
            let names = parameters.into_iter().flatten().filter(|parameter| parameter["in"] == "query");
            (path.clone(), names.filter_map(|name| Some(name["name"].as_str()?.to_owned())).collect())
        })
        .collect()
});

/// Every question is answered in JSON; a wrong one by a problem that says what is wrong, never by a failure of ours.
pub fn check(data: &[u8]) {
    let Ok(path) = question(&mut Unstructured::new(data)) else {
        return;
    };
    let url = format!("{}{path}", WORLD.api.url);
    let (status, kind, body) = RUNTIME.block_on(async {
        static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(reqwest::Client::new);
        let answer = CLIENT.get(&url).send().await.expect("an answer");
        let kind = answer
            .headers()
            .get("content-type")
            .map(|kind| kind.to_str().unwrap_or("").to_owned());
        (
            answer.status().as_u16(),
            kind.unwrap_or_default(),
            answer.bytes().await.expect("a body"),
        )
    });
    assert!(status < 500, "{path} is answered {status}");
    let table = status == 200
        && path
            .split('?')
            .next()
            .is_some_and(|path| path.ends_with(".csv"));
    if !table && (status == 200 || status >= 400) {
        assert!(
            kind.contains("json"),
            "{path} is answered {status} in {kind}"
        );
        let body: Value =
            serde_json::from_slice(&body).unwrap_or_else(|error| panic!("{path}: {error}"));
        if status >= 400 {
            assert!(
                body["title"].is_string() && body["status"] == status,
                "{path} is answered {body}"
            );
        }
    }
}

fn question(input: &mut Unstructured) -> Result<String> {
    let (path, parameters) = input.choose(&RESOURCES)?;
    let mut made = String::new();
    for part in path.split('/').skip(1) {
        made.push('/');
        made += &if part.starts_with('{') {
            segment(input)?
        } else {
            part.to_owned()
        };
    }
    let mut sign = '?';
    for _ in 0..input.int_in_range(0..=3)? {
        let own = !parameters.is_empty() && input.ratio(7, 8)?;
        let name = if own {
            input.choose(parameters)?.clone()
        } else {
            text(input)?
        };
        made += &format!("{sign}{name}={}", segment(input)?);
        sign = '&';
    }
    Ok(made)
}

/// A value that may be one of a path or a parameter.
fn segment(input: &mut Unstructured) -> Result<String> {
    Ok(match input.int_in_range(0..=8u8)? {
        0 => input.arbitrary::<u8>()?.to_string(),
        1 => input.arbitrary::<i64>()?.to_string(),
        2 => input.arbitrary::<u128>()?.to_string(),
        3 => format!(
            "{:#x}",
            alloy_primitives::B256::from(input.arbitrary::<[u8; 32]>()?)
        ),
        4 => alloy_primitives::Address::from(input.arbitrary::<[u8; 20]>()?).to_string(),
        5 => {
            let hash = alloy_primitives::B256::from(input.arbitrary::<[u8; 32]>()?);
            let (block, index) = (input.arbitrary::<i64>()?, input.arbitrary::<i32>()?);
            let value = if input.arbitrary()? {
                format!("-{}", input.arbitrary::<u128>()?)
            } else {
                String::new()
            };
            format!("{block}-{index}-{hash:x}{value}")
        }
        6 => (*input.choose(&[
            "asc",
            "desc",
            "latest",
            "safe",
            "finalized",
            "psc",
            "pss",
            "true",
            "false",
            "",
        ])?)
        .to_owned(),
        _ => text(input)?,
    })
}

/// Any bytes, as a URL carries them.
fn text(input: &mut Unstructured) -> Result<String> {
    let length = input.int_in_range(0..=24)?;
    let bytes = input.bytes(length.min(input.len()))?;
    Ok(bytes.iter().fold(String::new(), |made, byte| {
        if byte.is_ascii_alphanumeric() {
            made + &char::from(*byte).to_string()
        } else {
            format!("{made}%{byte:02X}")
        }
    }))
}
