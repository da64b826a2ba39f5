//! Positional JSON-RPC parameters as tuples: optional at the tail, surplus refused, errors in geth's wording.

use super::error::{RpcError, RpcResult};
use jsonrpsee::types::Params;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::value::RawValue;

/// The parameters of a method, as a tuple of types. An element that is missing or `null` is `None` for an
/// `Option`, and an error for any other type.
pub trait FromParams: Sized {
    /// Reads all parameters of a request.
    fn from_params(params: &Params<'_>) -> RpcResult<Self>;
}

macro_rules! tuples {
    ($($count:literal: $($name:ident)*;)*) => {$(
        impl<$($name: DeserializeOwned),*> FromParams for ($($name,)*) {
            #[allow(non_snake_case, unused_mut, unused_variables)]
            fn from_params(params: &Params<'_>) -> RpcResult<Self> {
                let mut values = split(params, $count)?.into_iter().enumerate();
                $(let $name = element(values.next())?;)*
                Ok(($($name,)*))
            }
        }
    )*};
}

tuples! {
    0: ;
    1: A;
    2: A B;
    3: A B C;
    4: A B C D;
}

/// The raw elements, exactly `count` of them: absent ones are `null`, more are an error.
fn split<'a>(params: &'a Params<'_>, count: usize) -> RpcResult<Vec<Option<&'a RawValue>>> {
    let mut values: Vec<Option<&RawValue>> = match params.as_str() {
        None | Some("null") => Vec::new(),
        Some(json) => {
            serde_json::from_str(json).map_err(|_| RpcError::invalid("params must be an array"))?
        }
    };
    if values.len() > count {
        return Err(RpcError::invalid(format!(
            "too many arguments, want at most {count}"
        )));
    }
    values.resize(count, None);
    Ok(values)
}

fn element<T: DeserializeOwned>(value: Option<(usize, Option<&RawValue>)>) -> RpcResult<T> {
    match value {
        Some((index, Some(raw))) => serde_json::from_str(raw.get()).map_err(|e| {
            RpcError::invalid(format!(
                "invalid argument {index}: {}",
                without_position(&e)
            ))
        }),
        Some((index, None)) => serde_json::from_str("null")
            .map_err(|_| RpcError::invalid(format!("missing value for required argument {index}"))),
        None => Err(RpcError::invalid("missing arguments")),
    }
}

/// serde's message without the position inside the argument, which means nothing to the caller.
fn without_position(e: &serde_json::Error) -> String {
    let text = e.to_string();
    match text.rfind(" at line ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}

/// An unsigned number as Anvil's methods take it: a JSON number, decimal digits, or 0x-prefixed hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number(pub u64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(
            untagged,
            expecting = "expected a number or 0x-prefixed hex below 2^64"
        )]
        enum Wire {
            Json(u64),
            Text(String),
        }
        match Wire::deserialize(deserializer)? {
            Wire::Json(number) => Ok(Self(number)),
            Wire::Text(text) => match text.strip_prefix("0x") {
                Some("") => Ok(0),
                Some(hex) => u64::from_str_radix(hex, 16),
                None => text.parse(),
            }
            .map(Self)
            .map_err(|_| serde::de::Error::custom(format!("{text:?} is not a number below 2^64"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rpc::error::INVALID_PARAMS;

    fn parse<T: FromParams>(json: &str) -> RpcResult<T> {
        T::from_params(&Params::new(Some(json)))
    }

    #[test]
    fn parameters_are_taken_in_order_and_may_lack_at_the_end() {
        assert_eq!(
            parse::<(u8, Option<u8>, String)>(r#"[1, null, "x"]"#).unwrap(),
            (1, None, "x".to_owned())
        );
        assert_eq!(parse::<(u8, Option<u8>)>("[1]").unwrap(), (1, None));
        assert_eq!(
            <(Option<u8>,)>::from_params(&Params::new(None)).unwrap(),
            (None,)
        );
        parse::<()>("[]").unwrap();
    }

    #[test]
    fn wrong_parameters_are_refused_with_their_index() {
        let e = parse::<(u8, u64)>(r#"[1, "a"]"#).unwrap_err();
        assert_eq!(e.code, INVALID_PARAMS);
        assert!(
            e.message.starts_with("invalid argument 1: ") && !e.message.contains("line"),
            "{}",
            e.message
        );
        assert_eq!(
            parse::<(u64,)>("[]").unwrap_err().message,
            "missing value for required argument 0"
        );
        assert_eq!(
            parse::<(u64,)>("[null]").unwrap_err().message,
            "missing value for required argument 0"
        );
        assert_eq!(
            parse::<(u8,)>("[1, 2]").unwrap_err().message,
            "too many arguments, want at most 1"
        );
        assert!(parse::<(u8,)>(r#"{"a": 1}"#).is_err());
    }

    #[test]
    fn numbers_come_as_json_decimal_or_hex() {
        for (json, value) in [("7", 7), ("\"7\"", 7), ("\"0x1f\"", 31), ("\"0x\"", 0)] {
            assert_eq!(serde_json::from_str::<Number>(json).unwrap(), Number(value));
        }
        for json in [
            "-1",
            "1.5",
            "\"abc\"",
            "\"0x1ffffffffffffffff\"",
            "{}",
            "\"\"",
        ] {
            assert!(serde_json::from_str::<Number>(json).is_err(), "{json}");
        }
    }
}
