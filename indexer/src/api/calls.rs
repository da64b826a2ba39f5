//! Calls of proposals and operations in words: contract, function and arguments, where the target is a contract of the
//! deployment.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use alloy::{
    dyn_abi::{DynSolValue, JsonAbiExt},
    hex,
    json_abi::{Function, JsonAbi},
    primitives::{Bytes, Selector},
};
use serde::Serialize;
use serde_json::Value;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::types::{Account, Amount};
use crate::deployment::{Contract, Deployment};

/// A call that is proposed or scheduled.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposedCall {
    pub target: Account,
    /// Wei sent along.
    pub value: Amount,
    #[schema(value_type = String, example = "0xa9059cbb")]
    pub data: Bytes,
    /// The deployment's contract at the target, by the name of its folder; absent when it is none.
    #[schema(example = "reserve")]
    pub contract: Option<&'static str>,
    /// Signature of the function called; absent when the contract is unknown or has no such function.
    #[schema(example = "setRedemptionFee(uint16)")]
    pub function: Option<String>,
    /// In their order; absent when the data is not exactly the encoding of such arguments: then trust nothing but the data.
    pub arguments: Option<Vec<Argument>>,
}

/// An argument of a call.
#[derive(Debug, Serialize, ToSchema, PartialEq, Eq)]
pub struct Argument {
    #[schema(example = "bps")]
    pub name: String,
    /// The Solidity type.
    #[serde(rename = "type")]
    #[schema(example = "uint16")]
    pub kind: String,
    /// Numbers are decimal strings, addresses EIP-55, bytes hexadecimal, lists and structs arrays.
    pub value: Value,
}

/// A call as the tables have it.
#[derive(Clone, Debug, FromRow)]
pub struct StoredCall {
    pub target: Account,
    pub value: Amount,
    pub data: Vec<u8>,
}

/// Functions by contract and selector.
static FUNCTIONS: LazyLock<BTreeMap<&'static str, HashMap<Selector, Function>>> =
    LazyLock::new(|| {
        let of = |json: &str| {
            let abi: JsonAbi = serde_json::from_str(json).unwrap_or_default();
            let functions = abi.functions().cloned();
            functions.map(|f| (f.selector(), f)).collect()
        };
        Contract::ALL
            .map(|contract| (contract.name(), of(contract.json())))
            .into()
    });

impl StoredCall {
    /// The call in words, as far as they are known.
    pub fn decode(self, deployment: &Deployment) -> ProposedCall {
        let contract = deployment.contract_at(self.target.0).map(|c| c.name());
        let function = contract.and_then(|name| {
            let selector = Selector::from_slice(self.data.get(..4)?);
            FUNCTIONS.get(name)?.get(&selector)
        });
        ProposedCall {
            target: self.target,
            value: self.value,
            contract,
            function: function.map(Function::signature),
            arguments: function.and_then(|function| arguments(function, &self.data)),
            data: self.data.into(),
        }
    }
}

/// The arguments, if the data is their encoding to the byte: another encoding could mean something else to the contract
/// than to this decoder.
fn arguments(function: &Function, data: &[u8]) -> Option<Vec<Argument>> {
    let values = function.abi_decode_input(data.get(4..)?).ok()?;
    if function.abi_encode_input(&values).ok()? != data {
        return None;
    }
    let arguments = function.inputs.iter().zip(&values);
    let named = arguments.map(|(input, value)| Argument {
        name: input.name.clone(),
        kind: input.ty.clone(),
        value: in_json(value),
    });
    Some(named.collect())
}

fn in_json(value: &DynSolValue) -> Value {
    match value {
        DynSolValue::Bool(value) => (*value).into(),
        DynSolValue::Int(value, _) => value.to_string().into(),
        DynSolValue::Uint(value, _) => value.to_string().into(),
        DynSolValue::FixedBytes(word, size) => hex::encode_prefixed(&word[..*size]).into(),
        DynSolValue::Address(address) => address.to_checksum(None).into(),
        DynSolValue::Function(function) => hex::encode_prefixed(function).into(),
        DynSolValue::Bytes(bytes) => hex::encode_prefixed(bytes).into(),
        DynSolValue::String(text) => text.as_str().into(),
        list => {
            let items = list.as_array().or_else(|| list.as_fixed_seq());
            items.unwrap_or_default().iter().map(in_json).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use alloy::{primitives::Address, primitives::U256, sol_types::SolCall};
    use productshare_abi::{Pss, Timelock};

    use super::*;

    fn deployment() -> Deployment {
        let addresses = Contract::ALL.map(|c| Address::with_last_byte(c as u8 + 1));
        Deployment {
            chain_id: 1,
            start_block: 1,
            addresses,
        }
    }

    fn call(target: Address, data: Vec<u8>) -> ProposedCall {
        let stored = StoredCall {
            target: Account(target),
            value: Amount(U256::ZERO),
            data,
        };
        stored.decode(&deployment())
    }

    #[test]
    fn every_contract_of_the_deployment_has_functions() {
        for contract in Contract::ALL {
            assert!(
                !FUNCTIONS[contract.name()].is_empty(),
                "{}",
                contract.name()
            );
        }
    }

    #[test]
    fn known_calls_are_told_with_named_arguments() {
        let to = Address::repeat_byte(0xab);
        let transfer = Pss::transferCall {
            to,
            value: U256::from(7),
        };
        let told = call(deployment().address(Contract::Pss), transfer.abi_encode());
        assert_eq!(told.contract, Some("pss"));
        assert_eq!(told.function.as_deref(), Some("transfer(address,uint256)"));
        let argument = |name: &str, kind: &str, value: String| Argument {
            name: name.into(),
            kind: kind.into(),
            value: value.into(),
        };
        let expected = [
            argument("to", "address", to.to_checksum(None)),
            argument("value", "uint256", "7".into()),
        ];
        assert_eq!(told.arguments.expect("arguments"), expected);
    }

    #[test]
    fn lists_and_bytes_are_told() {
        let batch = Timelock::scheduleBatchCall {
            targets: vec![Address::ZERO],
            values: vec![U256::MAX],
            payloads: vec![vec![1, 2].into()],
            ..Default::default()
        };
        let told = call(deployment().address(Contract::Timelock), batch.abi_encode());
        let arguments = told.arguments.expect("arguments");
        assert_eq!(
            arguments[1].value,
            serde_json::json!([U256::MAX.to_string()])
        );
        assert_eq!(arguments[2].value, serde_json::json!(["0x0102"]));
        assert_eq!(arguments[2].kind, "bytes[]");
    }

    #[test]
    fn what_is_not_exactly_an_encoding_stays_raw() {
        let transfer = Pss::transferCall {
            to: Address::repeat_byte(0xab),
            value: U256::from(7),
        };
        let pss = deployment().address(Contract::Pss);
        let data = transfer.abi_encode();
        let mut dirty = data.clone();
        dirty[4] = 1;
        for data in [[&data[..], &[0]].concat(), data[..67].to_vec(), dirty] {
            let told = call(pss, data);
            assert!(told.function.is_some() && told.arguments.is_none());
        }
        for data in [vec![], data[..3].to_vec(), vec![1, 2, 3, 4]] {
            let told = call(pss, data);
            assert!(told.function.is_none() && told.arguments.is_none());
        }
        let stranger = call(Address::repeat_byte(9), transfer.abi_encode());
        assert!(stranger.contract.is_none() && stranger.function.is_none());
    }
}
