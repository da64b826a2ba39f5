//! The web page beside the API: its addresses, its caching, and what it may load.

use productshare_indexer::start;

use crate::support::{
    Indexer, World,
    events::account,
    shop::{Shop, Terms, Wanted},
};

const PAGE: &str = "<!doctype html><title>page</title>";
/// One with a place for what a link to it shows elsewhere.
const MARKED: &str =
    "<!doctype html><head><!--card--><title>page</title><!--/card--></head><body></body>";

/// A world whose indexer serves a page of one file and one hashed asset.
async fn served() -> (World, Indexer, tempfile::TempDir) {
    let world = World::new().await;
    let folder = tempfile::tempdir().expect("temporary folder");
    for name in ["assets", "embed"] {
        std::fs::create_dir(folder.path().join(name)).expect("folder");
    }
    for (name, text) in [
        ("index.html", PAGE),
        ("assets/a-1f.js", "1"),
        ("embed/productshare-buy.js", "2"),
    ] {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let mut config = world.config();
    config.serve.web_dir = Some(folder.path().to_owned());
    config.serve.public_rpc_url = "https://node.example:8547/key?a=1".parse().ok();
    let indexer = Indexer::start(config).await;
    (world, indexer, folder)
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_of_the_page_lead_to_it_and_those_of_the_api_do_not() {
    let (_world, indexer, _folder) = served().await;
    for path in ["/", "/list?link=x", "/orders/1", "/govern/7", "/index.html"] {
        let response = indexer.response(path).await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.headers()["cache-control"], "no-cache", "{path}");
        assert_eq!(response.text().await.expect("text"), PAGE, "{path}");
    }
    assert_eq!(
        indexer.problem("/v1/nowhere").await,
        (404, "not-found".into())
    );
    assert_eq!(indexer.response("/docs").await.status(), 200);
    assert_eq!(indexer.response("/openapi.json").await.status(), 200);
    for path in [
        "/assets/gone-2b.js",
        "/assets/../../Cargo.toml",
        "/assets/%2e%2e/index.html",
    ] {
        let response = indexer.response(path).await;
        let body = response.text().await.expect("text");
        assert!(body.is_empty() || body == PAGE, "{path}: {body}");
    }
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hashed_files_are_kept_for_good() {
    let (_world, indexer, _folder) = served().await;
    let there = indexer.response("/assets/a-1f.js").await;
    assert_eq!(
        there.headers()["cache-control"],
        "public, max-age=31536000, immutable"
    );
    let gone = indexer.response("/assets/b-2e.js").await;
    assert_eq!(gone.status(), 404);
    assert_eq!(gone.headers()["cache-control"], "no-cache");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_allows_this_server_and_the_named_node_only() {
    let (_world, indexer, _folder) = served().await;
    let response = indexer.response("/p/1").await;
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .expect("text");
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(!policy.contains('*'), "{policy}");
    assert!(
        policy.contains("connect-src 'self' https://node.example:8547;"),
        "{policy}"
    );
    let status = indexer.get("/v1/status").await;
    assert_eq!(status["rpc_url"], "https://node.example:8547/key?a=1");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_without_a_page_stops_the_start_with_advice() {
    let world = World::new().await;
    let folder = tempfile::tempdir().expect("temporary folder");
    let mut config = world.config();
    config.serve.web_dir = Some(folder.path().to_owned());
    let error = start(config).await.expect_err("no page").to_string();
    assert!(error.contains("cargo xtask web"), "{error}");
}

/// A shop whose products are what a hostile vendor would write, whose second was bought and shared; and the marked page.
async fn shared(
    edit: impl FnOnce(&mut productshare_indexer::Config),
) -> (World, Indexer, tempfile::TempDir) {
    let world = World::new().await;
    let terms = Terms {
        profit_bps: 2_000,
        cashback_bps: 1_000,
        ..Terms::default()
    };
    let attack = "data:application/json,{\"title\":\"</title><script>alert(1)</script>\\\" 'x' &amp;\",\"body\":\"<!--/card--><img src=x onerror=alert(2)>\\u202e\\nsecond line\"}";
    let mut shop = Shop::default();
    shop.open_store(account(1), 0, "https://one.example");
    shop.open_store(account(2), 0, "https://two.example");
    shop.add_product(1, 12_500_000, 5, terms, attack);
    shop.add_product(
        1,
        20_000_000,
        5,
        terms,
        "data:application/json,{\"title\":\"Green tea\",\"body\":\"Picked by hand\"}",
    );
    let wanted = Wanted {
        product: 2,
        quantity: 1,
        via: 1,
        ..Wanted::default()
    };
    shop.place(account(9), &[wanted], true).expect("placed");
    world.chain.mine(&shop.take_log()).await;
    let folder = tempfile::tempdir().expect("temporary folder");
    std::fs::write(folder.path().join("index.html"), MARKED).expect("written");
    let mut config = world.config();
    config.serve.web_dir = Some(folder.path().to_owned());
    edit(&mut config);
    let indexer = Indexer::start(config).await;
    world.caught_up().await;
    (world, indexer, folder)
}

/// What a tag of the page says, unescaped as a browser would.
fn said(page: &str, tag: &str) -> String {
    let (_, rest) = page
        .split_once(tag)
        .unwrap_or_else(|| panic!("no {tag} in {page}"));
    let (value, _) = rest.split_once("\" />").expect("an end");
    assert!(!value.contains(['<', '>', '"', '\'']), "{value}");
    value
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

fn property(page: &str, name: &str) -> String {
    said(page, &format!("property=\"{name}\" content=\""))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_a_product_shows_title_price_and_picture() {
    let (_world, indexer, _folder) = shared(|_| ()).await;
    let origin = indexer.handle.api_url();
    let page = indexer.response("/p/2?via=2&share=7&x=%22").await;
    assert_eq!(page.status(), 200);
    let page = page.text().await.expect("text");
    assert!(
        page.starts_with("<!doctype html><head><title>Green tea – ProductShare</title>"),
        "{page}"
    );
    assert!(page.ends_with("</head><body></body>"), "{page}");
    assert_eq!(property(&page, "og:title"), "Green tea");
    assert_eq!(
        property(&page, "og:description"),
        "20.00 PSC. Picked by hand"
    );
    assert_eq!(property(&page, "product:price:amount"), "20.00");
    assert_eq!(property(&page, "og:image"), format!("{origin}/card.png"));
    assert_eq!(
        said(&page, "name=\"twitter:data1\" content=\""),
        "20.00 PSC"
    );
    assert_eq!(
        said(&page, "rel=\"canonical\" href=\""),
        format!("{origin}/p/2")
    );
    // No share 7 pays anybody.
    assert_eq!(property(&page, "og:url"), format!("{origin}/p/2?via=2"));
    let other = indexer.response("/earn").await.text().await.expect("text");
    assert_eq!(property(&other, "og:title"), "ProductShare");
    assert_eq!(property(&other, "og:url"), format!("{origin}/earn"));
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_link_tells_the_cashback() {
    let (_world, indexer, _folder) = shared(|_| ()).await;
    let page = indexer
        .response("/p/2?via=1&share=1")
        .await
        .text()
        .await
        .expect("text");
    // A tenth of a fifth of 20 PSC.
    let description = property(&page, "og:description");
    assert!(
        description.contains("0.40 PSC of each unit's profit go back to them"),
        "{description}"
    );
    assert!(property(&page, "og:url").ends_with("/p/2?via=1&share=1"));
    // Another product's share pays nothing here.
    let page = indexer
        .response("/p/1?share=1")
        .await
        .text()
        .await
        .expect("text");
    assert!(!property(&page, "og:description").contains("Shared with you"));
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_product_gets_no_markup_into_the_page() {
    let (_world, indexer, _folder) = shared(|_| ()).await;
    let page = indexer.response("/p/1").await.text().await.expect("text");
    for forbidden in [
        "<script",
        "<img",
        "</title><",
        "<!--",
        "onerror=alert(2)>",
        "\u{202e}",
    ] {
        assert!(!page.contains(forbidden), "{forbidden}: {page}");
    }
    assert_eq!(
        property(&page, "og:title"),
        "</title><script>alert(1)</script>\" 'x' &amp;"
    );
    assert_eq!(
        property(&page, "og:description"),
        "12.50 PSC. <!--/card--><img src=x onerror=alert(2)> second line"
    );
    // The address is as hostile as the product.
    let page = indexer
        .request("/earn/%22%3E%3Cb", &[("host", "\"><script>")])
        .await;
    let page = page.text().await.expect("text");
    assert!(
        !page.contains("<script") && !page.contains("\"><b"),
        "{page}"
    );
    assert_eq!(property(&page, "og:url"), "/earn/%22%3E%3Cb");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_product_is_the_plain_page_and_not_found() {
    let (_world, indexer, _folder) = shared(|_| ()).await;
    for path in ["/p/77", "/p/x", "/p/", "/p/99999999999999999999"] {
        let answer = indexer.response(path).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert_eq!(
            answer.headers()["content-type"],
            "text/html; charset=utf-8",
            "{path}"
        );
        let page = answer.text().await.expect("text");
        assert!(
            page.contains("<title>ProductShare</title>") && page.contains("noindex"),
            "{page}"
        );
        assert!(!page.contains("og:"), "{page}");
    }
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_page_is_sent_again_only_when_it_changed() {
    let (world, indexer, _folder) = shared(|_| ()).await;
    let first = indexer.response("/p/2").await;
    let etag = first.headers()["etag"].to_str().expect("text").to_owned();
    assert_eq!(first.headers()["cache-control"], "no-cache");
    world.chain.mine_empty(3).await;
    world.caught_up().await;
    let again = indexer.request("/p/2", &[("if-none-match", &etag)]).await;
    assert_eq!(again.status(), 304, "blocks alone change nothing");
    assert_eq!(again.text().await.expect("text"), "");
    let mut shop = Shop::default();
    shop.open_store(account(1), 0, "https://one.example");
    shop.add_product(1, 1, 1, Terms::default(), "data:,x");
    shop.add_product(1, 1, 1, Terms::default(), "data:,x");
    shop.take_log();
    shop.set_content(2, "data:,Black tea");
    world.chain.mine(&shop.take_log()).await;
    world.caught_up().await;
    let changed = indexer.request("/p/2", &[("if-none-match", &etag)]).await;
    assert_eq!(changed.status(), 200);
    assert_ne!(changed.headers()["etag"], *etag);
    assert_eq!(
        property(&changed.text().await.expect("text"), "og:title"),
        "Black tea"
    );
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_told_address_wins_over_the_one_asked_for() {
    let (_world, indexer, _folder) = shared(|config| {
        config.serve.public_url = "https://market.example/".parse().ok();
    })
    .await;
    let page = indexer.response("/p/2").await.text().await.expect("text");
    assert_eq!(
        property(&page, "og:image"),
        "https://market.example/card.png"
    );
    indexer.stop().await;
    let (_world, indexer, _folder) = shared(|config| config.serve.trust_proxy = true).await;
    let headers = [("host", "behind.example"), ("x-forwarded-proto", "https")];
    let page = indexer
        .request("/p/2", &headers)
        .await
        .text()
        .await
        .expect("text");
    assert_eq!(property(&page, "og:url"), "https://behind.example/p/2");
    indexer.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_other_sites_embed_is_theirs_to_load() {
    let (_world, indexer, _folder) = served().await;
    let script = indexer
        .request(
            "/embed/productshare-buy.js",
            &[("origin", "https://shop.example")],
        )
        .await;
    assert_eq!(script.status(), 200);
    assert_eq!(script.headers()["access-control-allow-origin"], "*");
    assert_eq!(
        script.headers()["cross-origin-resource-policy"],
        "cross-origin"
    );
    assert_eq!(script.headers()["cache-control"], "no-cache");
    assert_eq!(script.text().await.expect("text"), "2");
    assert_eq!(indexer.response("/embed/gone.js").await.status(), 404);
    assert!(
        !indexer
            .response("/")
            .await
            .headers()
            .contains_key("cross-origin-resource-policy")
    );
    indexer.stop().await;
}
