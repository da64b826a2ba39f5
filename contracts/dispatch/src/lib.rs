//! `#[entry_points]`: makes a contract of the `#[public]` block below it.
//!
//! The block stays as it is, so that the SDK exports the interface from it. What is added is the
//! contract's entry, which dispatches by selector and reads and writes values with
//! `common::abi`: the SDK's own router instantiates alloy's general coder for every list of
//! types, which takes three times the space. Names and types follow the SDK's rules.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{
    parse_macro_input, punctuated::Punctuated, Attribute, Expr, ExprLit, FnArg, ImplItem,
    ImplItemFn, ItemImpl, Lit, MetaNameValue, Pat, PatType, Token, Type,
};

/// Adds the entry to a `#[public]` impl block of a storage struct. Only functions marked
/// `#[payable]` take ether. `#[entry_points(receive)]`: calls without data, which are how ether is
/// sent, go to the contract's method `receive`.
#[proc_macro_attribute]
pub fn entry_points(attributes: TokenStream, input: TokenStream) -> TokenStream {
    let receives = match attributes.to_string().as_str() {
        "" => false,
        "receive" => true,
        other => {
            let message = format!("entry_points takes `receive` or nothing, not `{other}`");
            return syn::Error::new(proc_macro2::Span::call_site(), message)
                .into_compile_error()
                .into();
        }
    };
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
    let constants = functions.iter().filter_map(Function::constant);
    let arms = functions.iter().map(Function::arm);
    let payable: Vec<_> = functions
        .iter()
        .filter(|function| function.is_payable)
        .map(Function::constant_name)
        .collect();
    let takes_no_ether = (!payable.is_empty()).then(|| {
        quote! { !matches!(u32::from_be_bytes(*selector), #(#payable)|*) && }
    });
    let create = quote! {
        // SAFETY: the only accessor of this contract's storage, from its first slot on.
        let mut contract = unsafe {
            <#contract as stylus_sdk::storage::StorageType>::new(
                stylus_sdk::alloy_primitives::U256::ZERO,
                0,
                host,
            )
        };
    };
    let receive = receives.then(|| {
        quote! {
            if calldata.is_empty() {
                #create
                return common::abi::Finish::finish(contract.receive());
            }
        }
    });
    quote! {
        #block

        // SAFETY: one is created per call of the contract, by the entry below.
        unsafe impl stylus_sdk::stylus_core::storage::TopLevelStorage for #contract {}

        #[entrypoint]
        fn enter(calldata: Vec<u8>, host: stylus_sdk::host::VM) -> stylus_sdk::ArbResult {
            #(#constants)*
            #receive
            let Some((selector, arguments)) = calldata.split_first_chunk::<4>() else {
                return Err(Vec::new());
            };
            if #takes_no_ether !host.msg_value().is_zero() {
                return Err(Vec::new());
            }
            #create
            let mut reader = common::abi::Reader::new(arguments);
            match u32::from_be_bytes(*selector) {
                #(#arms)*
                _ => Err(Vec::new()),
            }
        }
    }
    .into()
}

/// What is called, under which name, with which types.
struct Function {
    name: syn::Ident,
    abi_name: Option<String>,
    is_constructor: bool,
    is_payable: bool,
    types: Vec<Type>,
}

impl Function {
    fn read(function: &ImplItemFn) -> Result<Self, syn::Error> {
        let mut this = Self {
            name: function.sig.ident.clone(),
            abi_name: None,
            is_constructor: function
                .attrs
                .iter()
                .any(|a| a.path().is_ident("constructor")),
            is_payable: function.attrs.iter().any(|a| a.path().is_ident("payable")),
            types: Vec::new(),
        };
        for attribute in &function.attrs {
            if attribute.path().is_ident("selector") {
                this.abi_name = Some(abi_name(attribute)?);
            }
        }
        let mut inputs = function.sig.inputs.iter();
        if !matches!(inputs.next(), Some(FnArg::Receiver(_))) {
            return Err(syn::Error::new_spanned(
                &function.sig,
                "takes `&self` or `&mut self`",
            ));
        }
        for input in inputs {
            match input {
                FnArg::Typed(PatType { pat, ty, .. }) if matches!(**pat, Pat::Ident(_)) => {
                    this.types.push((**ty).clone());
                }
                other => return Err(syn::Error::new_spanned(other, "takes named arguments")),
            }
        }
        Ok(this)
    }

    fn constant_name(&self) -> syn::Ident {
        quote::format_ident!("SELECTOR_{}", self.name.to_string().to_uppercase())
    }

    /// The selector, computed by the compiler from the types that are really decoded.
    fn constant(&self) -> Option<Tokens> {
        if self.is_constructor {
            return None;
        }
        let (constant, types) = (self.constant_name(), &self.types);
        let name = match &self.abi_name {
            Some(name) => name.clone(),
            None => camel_case(&self.name.to_string()),
        };
        Some(quote! {
            const #constant: u32 = common::abi::selector(
                #name,
                &[#(<#types as stylus_sdk::abi::AbiType>::SELECTOR_ABI.as_str()),*],
            );
        })
    }

    fn arm(&self) -> Tokens {
        let (name, types) = (&self.name, &self.types);
        let arguments: Vec<_> = (0..types.len())
            .map(|number| quote::format_ident!("argument_{number}"))
            .collect();
        let call = quote! {
            #(let #arguments: #types = reader.next()?;)*
            common::abi::Finish::finish(contract.#name(#(#arguments),*))
        };
        if self.is_constructor {
            return quote! {
                stylus_sdk::abi::CONSTRUCTOR_SELECTOR => {
                    stylus_sdk::stylus_core::ConstructorGuard::check_constructor_slot(&contract)?;
                    #call
                }
            };
        }
        let constant = self.constant_name();
        quote! { #constant => { #call } }
    }
}

/// `#[selector(name = "permit")]`: overloaded functions have different names in Rust.
fn abi_name(attribute: &Attribute) -> Result<String, syn::Error> {
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
    use super::camel_case;

    #[test]
    fn names_become_solidity() {
        assert_eq!(camel_case("transfer_from"), "transferFrom");
        assert_eq!(camel_case("eip712_domain"), "eip712Domain");
        assert_eq!(camel_case("name"), "name");
    }
}
