//! What a link to the page looks like where it is shared: Open Graph and Twitter tags in the page's head. A product's text is
//! whatever its vendor wrote, so nothing of it gets into the page unescaped.

use std::fmt::Write;

use alloy::primitives::{U256, utils::format_units};

use super::{
    Api, ApiError, products,
    products::ProductInFull,
    shares,
    shares::Share,
    snapshot::{AsOf, Snapshot},
    types::parse_id,
};

/// What stands between these marks in the page is replaced.
const BEGIN: &str = "<!--card-->";
const END: &str = "<!--/card-->";
/// The picture of every link: 1200 by 630 pixels, as those who show links expect.
const PICTURE: &str = "/card.png";
/// Of a product's text; those who show links cut it anyway.
const MOST_CHARS: usize = 200;
const SITE: &str = "ProductShare";
const ABOUT: &str = "A market that shares its profit: buyers, makers and causes each get a third.";

/// What an address of the page is about.
#[derive(Debug)]
pub enum Subject {
    /// Any page but a product's.
    Page,
    /// A product, as a store sells it or a buyer shared it.
    Product(Box<Link>),
    /// A product that there is not.
    Missing,
}

/// A link to a product.
#[derive(Debug)]
pub struct Link {
    product: ProductInFull,
    via: Option<i64>,
    /// One through which a sale would pay cashback now.
    share: Option<Share>,
}

/// Finds out what an address is about. Where the index cannot say, it is any page: the page itself tells more.
pub async fn subject(api: &Api, path: &str, query: &str) -> Subject {
    let Some(id) = path.strip_prefix("/p/") else {
        return Subject::Page;
    };
    let Ok(id) = parse_id(id.trim_end_matches('/')) else {
        return Subject::Missing;
    };
    match find(api, id, query).await {
        Ok(Some(link)) => Subject::Product(Box::new(link)),
        Ok(None) => Subject::Missing,
        Err(_) => Subject::Page,
    }
}

async fn find(api: &Api, id: i64, query: &str) -> Result<Option<Link>, ApiError> {
    let mut snapshot = Snapshot::open(api, &AsOf::default()).await?;
    let Some(product) = products::find(&mut snapshot, id).await? else {
        snapshot.finish();
        return Ok(None);
    };
    let number = |name: &str| {
        let (_, value) =
            url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name)?;
        parse_id(&value).ok()
    };
    let share = match number("share") {
        Some(id) => shares::find(&mut snapshot, id).await?,
        None => None,
    };
    snapshot.finish();
    Ok(Some(Link {
        product,
        via: number("via"),
        share: share.filter(|share| share.product == id && share.earning),
    }))
}

/// The page with the tags of `subject` in it, unchanged if it has no place for them. `origin` is where the page is served.
pub fn with_tags(page: &str, origin: &str, path: &str, subject: &Subject) -> String {
    let marked = page.split_once(BEGIN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    });
    match marked {
        Some((before, after)) => format!("{before}{}{after}", tags(origin, path, subject)),
        None => page.to_owned(),
    }
}

fn tags(origin: &str, path: &str, subject: &Subject) -> String {
    let mut head = Head(String::new());
    let picture = format!("{origin}{PICTURE}");
    match subject {
        Subject::Missing => {
            head.title(SITE);
            head.meta("name", "description", ABOUT);
            head.meta("name", "robots", "noindex");
            return head.0;
        }
        Subject::Page => {
            head.title(SITE);
            head.described(SITE, ABOUT);
            head.canonical(&format!("{origin}{path}"));
            head.meta("property", "og:type", "website");
            head.meta("property", "og:url", &format!("{origin}{path}"));
        }
        Subject::Product(link) => link.write(&mut head, origin),
    }
    head.meta("property", "og:site_name", SITE);
    head.meta("property", "og:image", &picture);
    head.meta("property", "og:image:type", "image/png");
    head.meta("property", "og:image:width", "1200");
    head.meta("property", "og:image:height", "630");
    head.meta(
        "property",
        "og:image:alt",
        "A price, split between its maker, its buyers and a cause",
    );
    head.meta("name", "twitter:card", "summary_large_image");
    head.meta("name", "twitter:image", &picture);
    head.0
}

impl Link {
    fn write(&self, head: &mut Head, origin: &str) {
        let product = &self.product.product;
        let title = match product.title.as_deref().map(plain) {
            Some(title) if !title.is_empty() => title,
            _ => format!("Product {}", product.id),
        };
        let price = psc(product.price.0);
        head.title(&format!("{title} – {SITE}"));
        head.described(&title, &self.description());
        // One product is one page, wherever it is sold; a shared link stays what it is.
        head.canonical(&format!("{origin}/p/{}", product.id));
        head.meta("property", "og:type", "product");
        head.meta("property", "og:url", &self.url(origin));
        head.meta("property", "product:price:amount", &price);
        head.meta("property", "product:price:currency", "PSC");
        let availability = match product.available {
            true => "in stock",
            false => "out of stock",
        };
        head.meta("property", "product:availability", availability);
        head.meta("name", "twitter:label1", "Price");
        head.meta("name", "twitter:data1", &format!("{price} PSC"));
        head.meta("name", "twitter:label2", "Availability");
        head.meta("name", "twitter:data2", availability);
    }

    fn url(&self, origin: &str) -> String {
        let mut url = format!("{origin}/p/{}", self.product.product.id);
        let share = self.share.as_ref().map(|share| share.id);
        let parameters = [("via", self.via), ("share", share)];
        for (index, (name, value)) in parameters
            .iter()
            .filter_map(|(name, value)| Some((name, (*value)?)))
            .enumerate()
        {
            let sign = if index == 0 { '?' } else { '&' };
            let _ = write!(url, "{sign}{name}={value}");
        }
        url
    }

    fn description(&self) -> String {
        let product = &self.product.product;
        let mut text = format!("{} PSC.", psc(product.price.0));
        if let Some(cashback) = self.cashback() {
            let _ = write!(
                text,
                " Shared with you by somebody who bought it: you pay the same, and {} PSC of each unit's profit go back to them.",
                psc(cashback)
            );
        }
        match self.product.body.as_deref().map(plain) {
            Some(body) if !body.is_empty() => {
                let _ = write!(text, " {body}");
            }
            _ => {
                let _ = write!(text, " {ABOUT}");
            }
        }
        text
    }

    /// What a unit sold through the share pays to who shared it, by the checkout's arithmetic; none if it earned all it may.
    fn cashback(&self) -> Option<U256> {
        let share = self.share.as_ref()?;
        let terms = &self.product.product.terms;
        let part =
            |amount: U256, bps: i32| amount * U256::from(bps.unsigned_abs()) / U256::from(10_000);
        let profit = part(self.product.product.price.0, terms.profit_bps);
        let left = share.cap.0.saturating_sub(share.cashback_paid.0);
        let cashback = part(profit, terms.cashback_bps).min(left);
        (!cashback.is_zero()).then_some(cashback)
    }
}

/// Tags, one after another.
struct Head(String);

impl Head {
    fn title(&mut self, text: &str) {
        let _ = writeln!(self.0, "<title>{}</title>", escaped(text));
    }

    fn described(&mut self, title: &str, description: &str) {
        self.meta("name", "description", description);
        self.meta("property", "og:title", title);
        self.meta("property", "og:description", description);
        self.meta("name", "twitter:title", title);
        self.meta("name", "twitter:description", description);
    }

    fn canonical(&mut self, url: &str) {
        let _ = writeln!(
            self.0,
            "    <link rel=\"canonical\" href=\"{}\" />",
            escaped(url)
        );
    }

    fn meta(&mut self, kind: &str, name: &str, content: &str) {
        let _ = writeln!(
            self.0,
            "    <meta {kind}=\"{name}\" content=\"{}\" />",
            escaped(content)
        );
    }
}

/// For text and for attributes in double or single quotes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// One short line: no line breaks or other controls, and nothing that turns the direction of what follows it.
fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let clean: String = text
        .chars()
        .filter(|c| !turns(*c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let words: Vec<_> = clean.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(MOST_CHARS) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// An amount of PSC with at least two decimals, every digit of it.
fn psc(amount: U256) -> String {
    let text = format_units(amount, 6).unwrap_or_default();
    let Some((whole, decimals)) = text.split_once('.') else {
        return text;
    };
    let decimals = decimals.trim_end_matches('0');
    format!("{whole}.{decimals:0<2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_show_two_decimals_or_all() {
        for (units, shown) in [
            (0_u64, "0.00"),
            (12_500_000, "12.50"),
            (1, "0.000001"),
            (20_000_000, "20.00"),
        ] {
            assert_eq!(psc(U256::from(units)), shown);
        }
    }

    #[test]
    fn texts_are_one_short_line_that_turns_nothing() {
        assert_eq!(plain(" a\n\tb\u{0}c \u{202e}d\u{2066}e "), "a b c de");
        let long = plain(&"ä".repeat(500));
        assert_eq!(long.chars().count(), MOST_CHARS + 1);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn a_page_without_marks_stays_as_it_is() {
        let page = "<!doctype html><title>page</title>";
        assert_eq!(with_tags(page, "http://a", "/", &Subject::Page), page);
        let marked = "<a><!--card--><title>x</title><!--/card--><b>";
        let got = with_tags(marked, "http://a", "/earn", &Subject::Page);
        assert!(
            got.starts_with("<a><title>ProductShare</title>") && got.ends_with("<b>"),
            "{got}"
        );
        assert!(
            got.contains("<link rel=\"canonical\" href=\"http://a/earn\" />"),
            "{got}"
        );
    }
}
