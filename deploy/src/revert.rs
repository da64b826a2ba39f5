//! Revert data as text, by the error definitions of this project's contracts and the chain's.

use std::sync::LazyLock;

use alloy::{
    dyn_abi::{DynSolValue, ErrorExt},
    json_abi::JsonAbi,
    primitives::{Bytes, hex},
    sol_types::{Panic, Revert, SolError, SolInterface, decode_revert_reason},
};
use productshare_abi::{
    Contract,
    system::{ArbWasm, CacheManager, StylusDeployer},
};

static ERRORS: LazyLock<Vec<alloy::json_abi::Error>> = LazyLock::new(|| {
    Contract::ALL
        .iter()
        // The files were read by the compiler, too: they do parse.
        .filter_map(|contract| serde_json::from_str::<JsonAbi>(contract.json()).ok())
        .flat_map(|abi| abi.errors().cloned().collect::<Vec<_>>())
        .collect()
});

/// `Name(value, ...)` of a known error, the text of a plain revert, else the bytes.
#[must_use]
pub fn explain(data: &[u8]) -> String {
    if data.is_empty() {
        return "reverted without a reason".into();
    }
    // The deployer wraps what a constructor reverted with.
    if let Ok(StylusDeployer::ContractInitializationError { newContract, data }) =
        StylusDeployer::ContractInitializationError::abi_decode(data)
    {
        return format!(
            "the constructor of {newContract} failed: {}",
            explain(&data)
        );
    }
    if let Ok(e) = StylusDeployer::StylusDeployerErrors::abi_decode(data) {
        return match e {
            StylusDeployer::StylusDeployerErrors::ContractDeploymentError(_) => {
                "the chain refused the code (or the address is taken)".into()
            }
            other => shorten(format!("{other:?}")),
        };
    }
    if let Ok(e) = ArbWasm::ArbWasmErrors::abi_decode(data) {
        return shorten(format!("{e:?}"));
    }
    if let Ok(e) = CacheManager::CacheManagerErrors::abi_decode(data) {
        return shorten(format!("{e:?}"));
    }
    if let Some((selector, _)) = data.split_first_chunk::<4>()
        && let Some(error) = ERRORS.iter().find(|e| e.selector() == *selector)
        && let Ok(decoded) = error.decode_error(data)
    {
        let values: Vec<String> = decoded.body.iter().map(show).collect();
        return format!("{}({})", error.name, values.join(", "));
    }
    match data.first_chunk::<4>() {
        Some(&Revert::SELECTOR | &Panic::SELECTOR) => decode_revert_reason(data),
        _ => None,
    }
    .unwrap_or_else(|| format!("revert data {}", hex::encode_prefixed(data)))
}

/// A decoded value as people write it.
pub(crate) fn show(value: &DynSolValue) -> String {
    match value {
        DynSolValue::Address(a) => a.to_string(),
        DynSolValue::Uint(n, _) => n.to_string(),
        DynSolValue::Int(n, _) => n.to_string(),
        DynSolValue::Bool(b) => b.to_string(),
        DynSolValue::String(s) => format!("{s:?}"),
        DynSolValue::FixedBytes(b, n) => hex::encode_prefixed(&b[..*n]),
        DynSolValue::Bytes(b) => Bytes::copy_from_slice(b).to_string(),
        DynSolValue::Array(items) | DynSolValue::FixedArray(items) | DynSolValue::Tuple(items) => {
            let items: Vec<String> = items.iter().map(show).collect();
            format!("[{}]", items.join(", "))
        }
        other => format!("{other:?}"),
    }
}

/// `Wrapper(Error(Error { a: 1 }))`, as derived, without its outer layers.
fn shorten(text: String) -> String {
    match text.split_once('(') {
        Some((outer, inner))
            if outer.chars().all(char::is_alphanumeric)
                && inner.starts_with(outer)
                && inner.ends_with(')') =>
        {
            inner[..inner.len() - 1].to_string()
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::{Address, U256};
    use productshare_abi::Psc;

    #[test]
    fn explain_names_errors_of_contracts_chain_and_deployer() {
        let inner = Psc::OwnableInvalidOwner {
            owner: Address::ZERO,
        }
        .abi_encode();
        assert_eq!(
            explain(&inner),
            "OwnableInvalidOwner(0x0000000000000000000000000000000000000000)"
        );
        let wrapped = StylusDeployer::ContractInitializationError {
            newContract: Address::repeat_byte(1),
            data: inner.into(),
        }
        .abi_encode();
        assert!(explain(&wrapped).contains("failed: OwnableInvalidOwner("));
        let value = ArbWasm::ProgramInsufficientValue {
            have: U256::from(1),
            want: U256::from(2),
        }
        .abi_encode();
        assert!(
            explain(&value).starts_with("ProgramInsufficientValue"),
            "{}",
            explain(&value)
        );
        assert!(explain(&Revert::from("too late").abi_encode()).contains("too late"));
        assert_eq!(explain(&[]), "reverted without a reason");
        assert_eq!(explain(&[1, 2, 3, 4, 5]), "revert data 0x0102030405");
    }
}
