//! `#[entry_points]`: makes a contract of the `#[public]` block below it.
//!
//! Where the interface is exported (feature `export-abi`), the block stays as it is for the SDK to
//! export. Elsewhere the SDK's attributes go: its router instantiates alloy's general coder for
//! every list of types, which takes three times the space, and its selectors are hashed by the
//! compiler's evaluator, which takes a minute per contract. What is added is the contract's entry,
//! which dispatches by selector and reads and writes values with `common::abi`. Names and types
//! follow the SDK's rules; a test that comes with each contract holds them against the SDK's.

use keccak_const::Keccak256;
use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{
    parse_macro_input, punctuated::Punctuated, Attribute, Expr, ExprLit, FnArg, GenericArgument,
    ImplItem, ImplItemFn, ItemImpl, Lit, MetaNameValue, Pat, PatType, PathArguments, Token, Type,
};

/// Adds the entry to a `#[public]` impl block of a storage struct. No function takes ether.
#[proc_macro_attribute]
pub fn entry_points(_attributes: TokenStream, input: TokenStream) -> TokenStream {
    let block = parse_macro_input!(input as ItemImpl);
    let contract = &block.self_ty;
    let functions: Result<Vec<Function>, syn::Error> = block
        .items
        .iter()
        .filter_map(|item| match item {
            ImplItem::Fn(function) => Some(Function::read(function)),
            _ => None,
        })
        .collect();
    let functions = match functions {
        Ok(functions) => functions,
        Err(error) => return error.into_compile_error().into(),
    };
    let arms = functions.iter().map(Function::arm);
    let names = functions.iter().flat_map(|function| &function.types);
    let types = functions.iter().flat_map(|function| &function.rust_types);
    let plain = without_sdk(block.clone());
    quote! {
        #[cfg(feature = "export-abi")]
        #block

        #[cfg(not(feature = "export-abi"))]
        #plain

        #[cfg(test)]
        #[test]
        fn types_have_the_names_that_the_sdk_gives_them() {
            use stylus_sdk::abi::AbiType;
            #(assert_eq!(#names, <#types as AbiType>::ABI.as_str());)*
        }

        // SAFETY: one is created per call of the contract, by the entry below.
        unsafe impl stylus_sdk::stylus_core::storage::TopLevelStorage for #contract {}

        #[entrypoint]
        fn enter(calldata: Vec<u8>, host: stylus_sdk::host::VM) -> stylus_sdk::ArbResult {
            let Some((selector, arguments)) = calldata.split_first_chunk::<4>() else {
                return Err(Vec::new());
            };
            if !host.msg_value().is_zero() {
                return Err(Vec::new());
            }
            // SAFETY: the only accessor of this contract's storage, from its first slot on.
            let mut contract = unsafe {
                <#contract as stylus_sdk::storage::StorageType>::new(
                    stylus_sdk::alloy_primitives::U256::ZERO,
                    0,
                    host,
                )
            };
            let mut reader = common::abi::Reader::new(arguments);
            match u32::from_be_bytes(*selector) {
                #(#arms)*
                _ => Err(Vec::new()),
            }
        }
    }
    .into()
}

/// The block without the attributes that mean something to the SDK alone.
fn without_sdk(mut block: ItemImpl) -> ItemImpl {
    let foreign = |attribute: &Attribute| {
        ["public", "constructor", "selector", "payable", "receive"]
            .iter()
            .any(|name| attribute.path().is_ident(name))
    };
    block.attrs.retain(|attribute| !foreign(attribute));
    for item in &mut block.items {
        if let ImplItem::Fn(function) = item {
            function.attrs.retain(|attribute| !foreign(attribute));
        }
    }
    block
}

/// What is called, under which selector, with which types.
struct Function {
    name: syn::Ident,
    /// `None`: the constructor.
    selector: Option<u32>,
    rust_types: Vec<Type>,
    /// The same in Solidity.
    types: Vec<String>,
}

impl Function {
    fn read(function: &ImplItemFn) -> Result<Self, syn::Error> {
        let mut abi_name = camel_case(&function.sig.ident.to_string());
        let mut is_constructor = false;
        for attribute in &function.attrs {
            is_constructor |= attribute.path().is_ident("constructor");
            if attribute.path().is_ident("selector") {
                abi_name = given_name(attribute)?;
            }
        }
        let mut inputs = function.sig.inputs.iter();
        if !matches!(inputs.next(), Some(FnArg::Receiver(_))) {
            return Err(syn::Error::new_spanned(
                &function.sig,
                "takes `&self` or `&mut self`",
            ));
        }
        let (mut rust_types, mut types) = (Vec::new(), Vec::new());
        for input in inputs {
            match input {
                FnArg::Typed(PatType { pat, ty, .. }) if matches!(**pat, Pat::Ident(_)) => {
                    types.push(solidity(ty)?);
                    rust_types.push((**ty).clone());
                }
                other => return Err(syn::Error::new_spanned(other, "takes named arguments")),
            }
        }
        Ok(Self {
            name: function.sig.ident.clone(),
            selector: (!is_constructor).then(|| selector(&abi_name, &types)),
            rust_types,
            types,
        })
    }

    fn arm(&self) -> Tokens {
        let (name, types) = (&self.name, &self.rust_types);
        let arguments: Vec<_> = (0..types.len())
            .map(|number| quote::format_ident!("argument_{number}"))
            .collect();
        let call = quote! {
            #(let #arguments: #types = reader.next()?;)*
            common::abi::Finish::finish(contract.#name(#(#arguments),*))
        };
        match self.selector {
            Some(selector) => quote! { #selector => { #call } },
            None => quote! {
                stylus_sdk::abi::CONSTRUCTOR_SELECTOR => {
                    stylus_sdk::stylus_core::ConstructorGuard::check_constructor_slot(&contract)?;
                    #call
                }
            },
        }
    }
}

/// Selector of a function, from its name in the ABI and its arguments' types.
fn selector(name: &str, types: &[String]) -> u32 {
    let signature = format!("{name}({})", types.join(","));
    let [a, b, c, d, ..] = Keccak256::new().update(signature.as_bytes()).finalize();
    u32::from_be_bytes([a, b, c, d])
}

/// The Solidity name of a type that `common::abi` decodes.
fn solidity(ty: &Type) -> Result<String, syn::Error> {
    let unknown = || syn::Error::new_spanned(ty, "is no type that an entry point can take");
    let Type::Path(path) = ty else {
        return Err(unknown());
    };
    let segment = path.path.segments.last().ok_or_else(unknown)?;
    let name = segment.ident.to_string();
    if let ("Vec", PathArguments::AngleBracketed(arguments)) = (&*name, &segment.arguments) {
        return match arguments.args.first() {
            Some(GenericArgument::Type(element)) => Ok(format!("{}[]", solidity(element)?)),
            _ => Err(unknown()),
        };
    }
    let bits = |prefix| -> Option<u16> { name.strip_prefix(prefix)?.parse().ok() };
    match &*name {
        "Address" => Ok("address".into()),
        "bool" => Ok("bool".into()),
        "String" => Ok("string".into()),
        "Bytes" => Ok("bytes".into()),
        _ => match (bits("u").or(bits("U")), bits("B")) {
            (Some(bits), _) => Ok(format!("uint{bits}")),
            (_, Some(bits)) => Ok(format!("bytes{}", bits / 8)),
            _ => Err(unknown()),
        },
    }
}

/// `#[selector(name = "permit")]`: overloaded functions have different names in Rust.
fn given_name(attribute: &Attribute) -> Result<String, syn::Error> {
    let pairs =
        attribute.parse_args_with(Punctuated::<MetaNameValue, Token![,]>::parse_terminated)?;
    match pairs.first() {
        Some(MetaNameValue {
            value:
                Expr::Lit(ExprLit {
                    lit: Lit::Str(name),
                    ..
                }),
            ..
        }) => Ok(name.value()),
        _ => Err(syn::Error::new_spanned(attribute, "takes a name")),
    }
}

fn camel_case(name: &str) -> String {
    let mut raise = false;
    let mut camel = String::new();
    for letter in name.chars() {
        if letter == '_' {
            raise = true;
        } else {
            camel.push(if raise {
                letter.to_ascii_uppercase()
            } else {
                letter
            });
            raise = false;
        }
    }
    camel
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn selectors_equal_solidity() {
        let types = ["address", "address", "uint256"].map(String::from);
        assert_eq!(selector("transferFrom", &types), 0x23b8_72dd);
        assert_eq!(selector("eip712Domain", &[]), 0x84b0_196e);
        assert_eq!(selector("DOMAIN_SEPARATOR", &[]), 0x3644_e515);
    }

    #[test]
    fn types_become_solidity() {
        let name = |ty: Type| solidity(&ty).map_err(|error| error.to_string());
        assert_eq!(name(parse_quote!(Vec<Vec<Bytes>>)), Ok("bytes[][]".into()));
        assert_eq!(
            name(parse_quote!(alloy_primitives::U256)),
            Ok("uint256".into())
        );
        assert_eq!(name(parse_quote!(B256)), Ok("bytes32".into()));
        assert_eq!(name(parse_quote!(Vec<u16>)), Ok("uint16[]".into()));
        name(parse_quote!(Option<u8>)).unwrap_err();
        name(parse_quote!(&str)).unwrap_err();
    }

    #[test]
    fn names_become_solidity() {
        assert_eq!(camel_case("transfer_from"), "transferFrom");
        assert_eq!(camel_case("eip712_domain"), "eip712Domain");
        assert_eq!(camel_case("name"), "name");
    }
}
