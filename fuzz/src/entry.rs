//! The entry points of all contracts: the wasm that is deployed, on a chain, with whatever calldata.

use alloy::{
    dyn_abi::{DynSolType, DynSolValue, FunctionExt, JsonAbiExt},
    json_abi::Function,
    primitives::{Address, Bytes, FixedBytes, I256, U256},
};
use arbitrary::{Result, Unstructured};
use productshare_abi::Contract;

use crate::ground::{self, ERRORS, GROUND, INTERFACES};

/// A call answers what its interface says, or reverts by an error that is declared. Without data it reverts exactly if
/// alloy's decoder, written by others from the same specification, refuses the calldata; of the encodings that the
/// specification merely allows, either may take more than the other.
pub fn check(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let _ = check_call(&mut input);
}

fn check_call(input: &mut Unstructured) -> Result<()> {
    let at = input.choose_index(Contract::ALL.len())?;
    let (contract, interface) = (Contract::ALL[at], &INTERFACES[at]);
    let functions: Vec<&Function> = interface.functions().collect();
    let function = *input.choose(&functions)?;
    let sender = someone(input)?;
    let types: Vec<_> = function
        .inputs
        .iter()
        .map(|input| DynSolType::parse(&input.selector_type()).expect("a type of an interface"))
        .collect();
    let values = types
        .iter()
        .map(|ty| value(ty, input, 0))
        .collect::<Result<Vec<_>>>()?;
    let mut calldata = function
        .abi_encode_input(&values)
        .expect("values of its types");
    if input.ratio(1, 3)? {
        damage(&mut calldata, input)?;
    }
    let taken = function.abi_decode_input(&calldata[4..]).ok();
    let plain = taken.as_ref().is_some_and(|values| {
        values.iter().all(is_proper)
            && function
                .abi_encode_input(values)
                .is_ok_and(|again| again == calldata)
    });
    let shown = || {
        format!(
            "{contract}.{} with {}",
            function.signature(),
            Bytes::copy_from_slice(&calldata)
        )
    };
    match ground::call(sender, ground::address(contract), &calldata) {
        Ok(output) => {
            assert!(taken.is_some(), "{} is taken", shown());
            let values = function.abi_decode_output(&output);
            let values =
                values.unwrap_or_else(|error| panic!("{} answers {output}: {error}", shown()));
            let again = DynSolValue::Tuple(values).abi_encode_params();
            assert_eq!(output, again, "{} answers in another form", shown());
        }
        Err(output) if output.is_empty() => assert!(!plain, "{} reverts without a reason", shown()),
        Err(output) => {
            let selector = output.get(..4).map(FixedBytes::<4>::from_slice);
            let known = selector.is_some_and(|selector| ERRORS.contains(&selector));
            assert!(
                known,
                "{} reverts with {output}, which no interface declares",
                shown()
            );
        }
    }
    Ok(())
}

/// Whether nothing stands outside of what its type has: alloy keeps such bits.
fn is_proper(value: &DynSolValue) -> bool {
    match value {
        DynSolValue::Uint(number, bits) => *bits == 256 || (*number >> *bits).is_zero(),
        DynSolValue::FixedBytes(word, size) => word[*size..].iter().all(|byte| *byte == 0),
        DynSolValue::Array(values)
        | DynSolValue::FixedArray(values)
        | DynSolValue::Tuple(values) => values.iter().all(is_proper),
        _ => true,
    }
}

/// Changes a few bytes behind the selector, often the low ones of a word, where offsets and lengths are; or cuts.
fn damage(calldata: &mut Vec<u8>, input: &mut Unstructured) -> Result<()> {
    for _ in 0..input.int_in_range(1..=3)? {
        if calldata.len() == 4 {
            break;
        }
        let words = (calldata.len() - 4) / 32;
        let at = if words > 0 && input.ratio(3, 4)? {
            4 + 32 * input.choose_index(words)? + 30 + usize::from(input.arbitrary::<bool>()?)
        } else {
            4 + input.choose_index(calldata.len() - 4)?
        };
        calldata[at] = input.arbitrary()?;
    }
    if input.ratio(1, 8)? {
        calldata.truncate(4 + input.int_in_range(0..=calldata.len() - 4)?);
    }
    Ok(())
}

/// Accounts that have rights, and one that has none.
fn someone(input: &mut Unstructured) -> Result<Address> {
    let named = GROUND.wallets.named();
    Ok(input.choose(&named)?.1.address())
}

fn value(ty: &DynSolType, input: &mut Unstructured, depth: usize) -> Result<DynSolValue> {
    Ok(match ty {
        DynSolType::Bool => DynSolValue::Bool(input.arbitrary()?),
        DynSolType::Uint(bits) => DynSolValue::Uint(number(input)? >> (256 - bits), *bits),
        DynSolType::Int(bits) => {
            DynSolValue::Int(I256::from_raw(number(input)?).asr(256 - bits), *bits)
        }
        DynSolType::Address => DynSolValue::Address(if input.ratio(3, 4)? {
            if input.arbitrary()? {
                someone(input)?
            } else {
                ground::address(*input.choose(&Contract::ALL)?)
            }
        } else {
            Address::from(input.arbitrary::<[u8; 20]>()?)
        }),
        DynSolType::FixedBytes(size) => {
            let mut word = [0; 32];
            input.fill_buffer(&mut word[..*size])?;
            DynSolValue::FixedBytes(word.into(), *size)
        }
        DynSolType::Bytes => DynSolValue::Bytes(bytes(input)?),
        DynSolType::String => {
            DynSolValue::String(String::from_utf8_lossy(&bytes(input)?).into_owned())
        }
        DynSolType::Array(inner) => {
            let length = input.int_in_range(0..=if depth == 0 { 5 } else { 2 })?;
            DynSolValue::Array(
                (0..length)
                    .map(|_| value(inner, input, depth + 1))
                    .collect::<Result<_>>()?,
            )
        }
        DynSolType::FixedArray(inner, length) => DynSolValue::FixedArray(
            (0..*length)
                .map(|_| value(inner, input, depth + 1))
                .collect::<Result<_>>()?,
        ),
        DynSolType::Tuple(inner) => DynSolValue::Tuple(
            inner
                .iter()
                .map(|ty| value(ty, input, depth + 1))
                .collect::<Result<_>>()?,
        ),
        other => unreachable!("no interface has {other}"),
    })
}

/// With its weight at the top, as `value` shifts it down: often small, sometimes at a bound.
fn number(input: &mut Unstructured) -> Result<U256> {
    Ok(match input.int_in_range(0..=3u8)? {
        0 => U256::from(input.arbitrary::<u8>()?),
        1 => U256::from(input.arbitrary::<u64>()?),
        2 => U256::MAX - U256::from(input.arbitrary::<u8>()?),
        _ => U256::from_be_bytes(input.arbitrary::<[u8; 32]>()?),
    })
}

fn bytes(input: &mut Unstructured) -> Result<Vec<u8>> {
    let length = input.int_in_range(0..=200)?;
    Ok(input.bytes(length.min(input.len()))?.to_vec())
}
