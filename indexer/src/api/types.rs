//! Values as JSON and query parameters show them: EIP-55 addresses, lower-case hashes, decimal amounts.

use std::fmt;

use alloy::{
    hex,
    primitives::{Address, B256, U256},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sqlx::{
    Decode, FromRow, Postgres, Type,
    error::BoxDynError,
    postgres::{PgHasArrayType, PgTypeInfo, PgValueRef},
};
use utoipa::ToSchema;

use crate::store;

/// An account or contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, pattern = "^0x[0-9a-fA-F]{40}$", example = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
pub struct Account(pub Address);

/// A hash of 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, pattern = "^0x[0-9a-f]{64}$",
    example = "0x1d2e7e4bd5d1a3a5e5f3b1c5c1f0e8c9a7b6d5e4f3a2b1c0d9e8f7a6b5c4d3e2")]
pub struct Hash(pub B256);

/// An amount in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, pattern = "^[0-9]+$", example = "1000000")]
pub struct Amount(pub U256);

/// A moment that a contract names, in Unix seconds: all of uint64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(value_type = u64, example = 1790000000)]
pub struct Time(pub u64);

/// Which token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Token {
    Psc,
    Pss,
}

/// Where on the chain a row comes from.
#[derive(Clone, Debug, Serialize, ToSchema, FromRow)]
pub struct Origin {
    #[schema(example = 1234)]
    pub block: i64,
    pub block_hash: Hash,
    /// Unix seconds.
    #[schema(example = 1790000000)]
    pub time: i64,
    /// Position among the block's logs.
    #[schema(example = 3)]
    pub log_index: i32,
    pub transaction: Hash,
}

impl Serialize for Account {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.to_checksum_buffer(None).as_str())
    }
}

impl<'de> Deserialize<'de> for Account {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        parse_account(&text).map_err(de::Error::custom)
    }
}

/// Reads an address: 0x and 40 hex digits, which when of mixed case must carry the right checksum.
pub fn parse_account(text: &str) -> Result<Account, String> {
    let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 40);
    let digits =
        digits.ok_or_else(|| format!("{text:?} is not an address: 0x and 40 hex digits"))?;
    let mixed = digits.bytes().any(|b| b.is_ascii_lowercase())
        && digits.bytes().any(|b| b.is_ascii_uppercase());
    let address = match mixed {
        true => Address::parse_checksummed(text, None)
            .map_err(|_| format!("{text:?} has a wrong checksum")),
        false => text
            .parse::<Address>()
            .map_err(|_| format!("{text:?} is not an address: 0x and 40 hex digits")),
    };
    address.map(Account)
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut digits = hex::Buffer::<32, true>::new();
        serializer.serialize_str(digits.format(&self.0.0))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Nearly all amounts are small, and written ten times faster as such.
        match u128::try_from(self.0) {
            Ok(small) => serializer.collect_str(&small),
            Err(_) => serializer.collect_str(&self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        parse_amount(&text).map_err(de::Error::custom)
    }
}

/// Reads an amount in base units: decimal digits and nothing else.
pub fn parse_amount(text: &str) -> Result<Amount, String> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let parsed = digits
        .then(|| U256::from_str_radix(text, 10).ok())
        .flatten();
    parsed
        .map(Amount)
        .ok_or_else(|| format!("{text:?} is not an amount in base units"))
}

/// Reads a number of a path: of a store, a product, an order.
pub fn parse_id(text: &str) -> Result<i64, String> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let parsed = digits.then(|| text.parse().ok()).flatten();
    parsed.ok_or_else(|| format!("{text:?} is not a number"))
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 64);
        digits
            .and_then(|digits| digits.parse().ok())
            .map(Self)
            .ok_or_else(|| {
                de::Error::custom(format!("{text:?} is not a hash: 0x and 64 hex digits"))
            })
    }
}

impl From<Amount> for store::Amount {
    fn from(amount: Amount) -> Self {
        Self(amount.0)
    }
}

impl std::iter::Sum for Amount {
    /// Of amounts of one token, whose supply bounds the sum.
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.fold(U256::ZERO, |sum, amount| sum.saturating_add(amount.0)))
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_checksum(None))
    }
}

macro_rules! bytea {
    ($name:ident, $bytes:literal) => {
        impl Type<Postgres> for $name {
            fn type_info() -> PgTypeInfo {
                <[u8] as Type<Postgres>>::type_info()
            }
        }
        impl PgHasArrayType for $name {
            fn array_type_info() -> PgTypeInfo {
                <[&[u8]] as Type<Postgres>>::type_info()
            }
        }
        impl<'r> Decode<'r, Postgres> for $name {
            fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
                Ok(Self(
                    <[u8; $bytes] as Decode<Postgres>>::decode(value)?.into(),
                ))
            }
        }
    };
}
bytea!(Account, 20);
bytea!(Hash, 32);

impl Type<Postgres> for Amount {
    fn type_info() -> PgTypeInfo {
        <store::Amount as Type<Postgres>>::type_info()
    }
}

impl PgHasArrayType for Amount {
    fn array_type_info() -> PgTypeInfo {
        <store::Amount as PgHasArrayType>::array_type_info()
    }
}

impl<'r> Decode<'r, Postgres> for Amount {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        store::Amount::decode(value).map(|amount| Self(amount.0))
    }
}

impl Type<Postgres> for Time {
    fn type_info() -> PgTypeInfo {
        <store::Amount as Type<Postgres>>::type_info()
    }
}

impl<'r> Decode<'r, Postgres> for Time {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(store::Amount::decode(value)?.0.try_into()?))
    }
}

impl Token {
    pub fn name(self) -> &'static str {
        match self {
            Self::Psc => "psc",
            Self::Pss => "pss",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_digits_only() {
        assert_eq!(parse_amount("007"), Ok(Amount(U256::from(7))));
        for bad in ["", "+7", "0x7", "7.0", " 7", "1_000", &"9".repeat(79)] {
            assert!(parse_amount(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn values_are_written_as_read() {
        let amounts = [U256::ZERO, U256::from(u128::MAX), U256::MAX];
        for amount in amounts {
            let text = serde_json::to_string(&Amount(amount)).expect("JSON");
            assert_eq!(text, format!("\"{amount}\""));
        }
        let hash = B256::repeat_byte(0x0a);
        let text = serde_json::to_string(&Hash(hash)).expect("JSON");
        assert_eq!(text, format!("\"{hash}\""));
        let text = "\"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\"";
        let account: Account = serde_json::from_str(text).expect("an account");
        assert_eq!(serde_json::to_string(&account).expect("JSON"), text);
    }

    #[test]
    fn address_with_wrong_checksum_is_refused() {
        assert!(parse_account("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed").is_ok());
        assert!(parse_account("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed").is_err());
        assert!(parse_account("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed").is_ok());
        assert!(parse_account("0X5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED").is_err());
        assert!(parse_account("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae").is_err());
        assert!(parse_account("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeé").is_err());
    }
}
