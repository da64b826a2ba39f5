//! 256-bit amounts as Postgres NUMERIC in its binary form: base-10,000 digits, most significant first.

use alloy::primitives::{Signed, U256, U512};
use sqlx::{
    Decode, Encode, Postgres, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueFormat, PgValueRef},
};

type I512 = Signed<512, 8>;

const BASE: u64 = 10_000;
const NEGATIVE: u16 = 0x4000;
const POSITIVE: u16 = 0x0000;

/// An unsigned amount in base units: a `numeric(78,0)` column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub U256);

/// A signed sum of amounts. 512 bits hold any number of them that a chunk can carry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delta(pub I512);

impl Delta {
    /// Adds `amount`, or takes it away when `negative`.
    pub fn add(&mut self, amount: U256, negative: bool) {
        let amount = I512::from_raw(U512::from(amount));
        self.0 = if negative {
            self.0 - amount
        } else {
            self.0 + amount
        };
    }
}

impl Delta {
    /// Adds the product of two amounts; nothing, and not added, if that is beyond 511 bits.
    #[must_use]
    pub fn add_product(&mut self, left: U256, right: U256) -> Option<()> {
        let product: U512 = left.widening_mul(right);
        self.0 = self.0.checked_add(I512::try_from(product).ok()?)?;
        Some(())
    }
}

/// Appends the value bytes (without the length word) of an integer.
pub fn encode(negative: bool, magnitude: U512, out: &mut impl Extend<u8>) {
    let mut digits = [0u16; 40];
    let mut len = 0;
    let mut rest = magnitude;
    while !rest.is_zero() {
        let (quotient, digit) = rest.div_rem(U512::from(BASE));
        digits[len] = digit.to::<u16>();
        len += 1;
        rest = quotient;
    }
    let weight = len.saturating_sub(1) as i16;
    let digits = &digits[..len];
    // Trailing zero digits are implied by the weight.
    let kept = digits
        .iter()
        .position(|d| *d != 0)
        .map_or(&digits[..0], |first| &digits[first..]);
    out.extend((kept.len() as u16).to_be_bytes());
    out.extend(weight.to_be_bytes());
    out.extend(if negative { NEGATIVE } else { POSITIVE }.to_be_bytes());
    out.extend(0u16.to_be_bytes());
    for digit in kept.iter().rev() {
        out.extend(digit.to_be_bytes());
    }
}

/// Reads an integer that is neither negative, fractional nor beyond 256 bits.
pub fn decode(bytes: &[u8]) -> Result<U256, BoxDynError> {
    let word = |at: usize| -> Result<u16, BoxDynError> {
        let pair = bytes
            .get(at * 2..at * 2 + 2)
            .ok_or("NUMERIC is cut short")?;
        Ok(u16::from_be_bytes([pair[0], pair[1]]))
    };
    let (count, weight, sign) = (word(0)? as i32, word(1)? as i16 as i32, word(2)?);
    if sign != POSITIVE {
        return Err("NUMERIC is negative or not a number".into());
    }
    if count > weight + 1 && count != 0 {
        return Err("NUMERIC has a fraction".into());
    }
    let mut value = U256::ZERO;
    let places = if count == 0 { 0 } else { weight + 1 };
    for place in 0..places {
        let digit = if place < count {
            word(4 + place as usize)?
        } else {
            0
        };
        value = value
            .checked_mul(U256::from(BASE))
            .and_then(|v| v.checked_add(U256::from(digit)))
            .ok_or("NUMERIC is beyond 256 bits")?;
    }
    Ok(value)
}

macro_rules! numeric_type {
    ($t:ty) => {
        impl Type<Postgres> for $t {
            fn type_info() -> PgTypeInfo {
                PgTypeInfo::with_name("numeric")
            }
        }
        impl PgHasArrayType for $t {
            fn array_type_info() -> PgTypeInfo {
                PgTypeInfo::with_name("_numeric")
            }
        }
    };
}
numeric_type!(Amount);
numeric_type!(Delta);

impl Encode<'_, Postgres> for Amount {
    fn encode_by_ref(&self, buf: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let mut bytes = Vec::with_capacity(48);
        encode(false, U512::from(self.0), &mut bytes);
        buf.extend_from_slice(&bytes);
        Ok(IsNull::No)
    }
}

impl Encode<'_, Postgres> for Delta {
    fn encode_by_ref(&self, buf: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let mut bytes = Vec::with_capacity(48);
        encode(self.0.is_negative(), self.0.unsigned_abs(), &mut bytes);
        buf.extend_from_slice(&bytes);
        Ok(IsNull::No)
    }
}

impl<'r> Decode<'r, Postgres> for Amount {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        match value.format() {
            PgValueFormat::Binary => decode(value.as_bytes()?).map(Self),
            PgValueFormat::Text => Ok(Self(value.as_str()?.parse()?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(value: U256) {
        let mut bytes = Vec::new();
        encode(false, U512::from(value), &mut bytes);
        assert_eq!(decode(&bytes).unwrap(), value, "{value}");
    }

    #[test]
    fn every_power_of_ten_and_two_survives() {
        round_trip(U256::ZERO);
        round_trip(U256::MAX);
        for shift in 0..256 {
            round_trip(U256::from(1) << shift);
            round_trip((U256::from(1) << shift) - U256::from(1));
        }
        for exponent in 0..77 {
            round_trip(U256::from(10).pow(U256::from(exponent)));
        }
    }

    #[test]
    fn known_encoding_is_postgres_own() {
        // select numeric_send(120000000): one digit pair (1,2000) of weight 2.
        let mut bytes = Vec::new();
        encode(false, U512::from(120_000_000u64), &mut bytes);
        assert_eq!(bytes, [0, 2, 0, 2, 0, 0, 0, 0, 0, 1, 0x07, 0xd0]);
    }

    #[test]
    fn negative_fraction_and_overflow_are_refused() {
        assert!(decode(&[0, 1, 0, 0, 0x40, 0, 0, 0, 0, 1]).is_err());
        assert!(decode(&[0, 1, 0xff, 0xff, 0, 0, 0, 0, 0, 1]).is_err());
        assert!(decode(&[0, 1, 0, 20, 0, 0, 0, 0, 0, 1]).is_err());
        assert!(decode(&[0, 1, 0, 0, 0, 0, 0, 0]).is_err());
    }
}
