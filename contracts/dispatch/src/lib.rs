//! `#[entry_points]`: makes a contract of the block of public functions below it.
//!
//! The attributes in the block are the SDK's (`constructor`, `selector`, `payable`), but its own
//! macro does not see them: its router instantiates alloy's general coder for every list of types,
//! which takes three times the space, and has the compiler hash selectors in its evaluator, which
//! takes a minute per contract. What is made of the block here is the contract's entry, which
//! dispatches by selector and reads and writes values with `common::abi`, and, where interfaces
//! are exported (feature `export-abi`), the SDK's `GenerateAbi`, which prints them. Names of types
//! are the SDK's: a test that comes with each contract holds them against it.

use keccak_const::Keccak256;
use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{
    parse_macro_input, punctuated::Punctuated, Attribute, Expr, ExprLit, FnArg, GenericArgument,
    ImplItem, ImplItemFn, ItemImpl, Lit, MetaNameValue, Pat, PatType, PathArguments, ReturnType,
    Token, Type,
};

/// Adds the entry to an impl block of a storage struct. Only functions marked
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
    let arms = functions.iter().map(Function::arm);
    let payable: Vec<_> = functions
        .iter()
        .filter(|function| function.is_payable)
        .filter_map(|function| function.selector)
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
    let parameters = || functions.iter().flat_map(|function| &function.parameters);
    let names = parameters().map(|parameter| &parameter.solidity);
    let types = parameters().map(|parameter| &parameter.ty);
    let exported = exported(contract, &functions);
    let plain = without_attributes(block.clone());
    quote! {
        #plain

        #exported

        #[cfg(test)]
        #[test]
        fn types_have_the_names_that_the_sdk_gives_them() {
            use stylus_sdk::abi::AbiType;
            #(assert_eq!(#names, <#types as AbiType>::ABI.as_str());)*
        }

        // SAFETY: one is created per call of the contract, by the entry below.
        #[allow(unsafe_code, reason = "the SDK's entry asks for it")]
        unsafe impl stylus_sdk::stylus_core::storage::TopLevelStorage for #contract {}

        #[entrypoint]
        #[allow(unsafe_code, reason = "the SDK's macro makes the exported function")]
        fn enter(calldata: Vec<u8>, host: stylus_sdk::host::VM) -> stylus_sdk::ArbResult {
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

/// The block without the attributes that are read here.
fn without_attributes(mut block: ItemImpl) -> ItemImpl {
    let read = |attribute: &Attribute| {
        ["constructor", "selector", "payable"]
            .iter()
            .any(|name| attribute.path().is_ident(name))
    };
    for item in &mut block.items {
        if let ImplItem::Fn(function) = item {
            function.attrs.retain(|attribute| !read(attribute));
        }
    }
    block
}

/// How the SDK prints the interface.
fn exported(contract: &Type, functions: &[Function]) -> Tokens {
    let lines = functions.iter().filter(|f| f.selector.is_some()).map(|f| {
        let head = format!("\n    function {}(", f.abi_name);
        let tail = format!(") external{}", f.mutability());
        let (parameters, returned) = (f.printed_parameters(), &f.returned);
        let returned = returned
            .as_ref()
            .map(|ty| quote! { write_solidity_returns::<#ty>(f)?; });
        quote! {
            write!(f, #head)?;
            #parameters
            write!(f, #tail)?;
            #returned
            writeln!(f, ";")?;
        }
    });
    let returned = functions.iter().filter_map(|f| f.returned.as_ref());
    let constructor = functions.iter().find(|f| f.selector.is_none()).map(|f| {
        let parameters = f.printed_parameters();
        quote! {
            write!(f, "constructor(")?;
            #parameters
            writeln!(f, ")")?;
        }
    });
    let name = quote!(#contract).to_string();
    quote! {
        #[cfg(feature = "export-abi")]
        impl stylus_sdk::abi::GenerateAbi for #contract {
            const NAME: &'static str = #name;

            fn fmt_abi(f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                use stylus_sdk::abi::{
                    export::{internal::{InnerType, InnerTypes}, underscore_if_sol},
                    internal::write_solidity_returns, AbiType,
                };
                writeln!(f, "interface I{} {{", #name)?;
                #(#lines)*
                let mut seen = std::collections::HashSet::new();
                let mut inner: Vec<InnerType> = Vec::new();
                #(inner.extend(<#returned as InnerTypes>::inner_types());)*
                for item in inner {
                    if seen.insert(item.id) {
                        writeln!(f, "\n    {}", item.name)?;
                    }
                }
                writeln!(f, "}}")
            }

            fn fmt_constructor_signature(f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                use stylus_sdk::abi::{export::underscore_if_sol, AbiType};
                #constructor
                Ok(())
            }
        }

        /// Prints the interface, or as the arguments of the program ask.
        #[cfg(feature = "export-abi")]
        pub fn print_from_args() {
            stylus_sdk::abi::export::print_from_args::<#contract>();
        }
    }
}

/// What an entry point takes.
struct Parameter {
    name: String,
    ty: Type,
    /// Its type in Solidity.
    solidity: String,
}

/// What is called, under which selector, with which types.
struct Function {
    name: syn::Ident,
    abi_name: String,
    /// `None`: the constructor.
    selector: Option<u32>,
    is_view: bool,
    is_payable: bool,
    parameters: Vec<Parameter>,
    /// In Rust: a value, or a `Result` of one.
    returned: Option<Type>,
}

impl Function {
    fn read(function: &ImplItemFn) -> Result<Self, syn::Error> {
        let mut abi_name = camel_case(&function.sig.ident.to_string());
        let (mut is_constructor, mut is_payable) = (false, false);
        for attribute in &function.attrs {
            is_constructor |= attribute.path().is_ident("constructor");
            is_payable |= attribute.path().is_ident("payable");
            if attribute.path().is_ident("selector") {
                abi_name = given_name(attribute)?;
            }
        }
        let mut inputs = function.sig.inputs.iter();
        let Some(FnArg::Receiver(receiver)) = inputs.next() else {
            return Err(syn::Error::new_spanned(
                &function.sig,
                "takes `&self` or `&mut self`",
            ));
        };
        let mut parameters = Vec::new();
        for input in inputs {
            match input {
                FnArg::Typed(PatType { pat, ty, .. }) if matches!(**pat, Pat::Ident(_)) => {
                    parameters.push(Parameter {
                        name: quote!(#pat).to_string(),
                        ty: (**ty).clone(),
                        solidity: solidity(ty)?,
                    });
                }
                other => return Err(syn::Error::new_spanned(other, "takes named arguments")),
            }
        }
        let returned = match &function.sig.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some((**ty).clone()),
        };
        let types: Vec<_> = parameters.iter().map(|p| &*p.solidity).collect();
        Ok(Self {
            name: function.sig.ident.clone(),
            is_view: receiver.mutability.is_none(),
            is_payable,
            selector: (!is_constructor).then(|| selector(&abi_name, &types)),
            abi_name,
            parameters,
            returned,
        })
    }

    fn mutability(&self) -> &'static str {
        match (self.is_payable, self.is_view) {
            (true, _) => " payable",
            (_, true) => " view",
            _ => "",
        }
    }

    /// Prints the list of parameters.
    fn printed_parameters(&self) -> Tokens {
        let parameters = self.parameters.iter().enumerate();
        let parameters = parameters.map(|(index, Parameter { name, ty, .. })| {
            let comma = if index == 0 { "" } else { ", " };
            quote! {
                write!(f, "{}{}{}", #comma, <#ty as AbiType>::EXPORT_ABI_ARG, underscore_if_sol(#name))?;
            }
        });
        quote! { #(#parameters)* }
    }

    fn arm(&self) -> Tokens {
        let name = &self.name;
        let types = self.parameters.iter().map(|parameter| &parameter.ty);
        let arguments: Vec<_> = (0..self.parameters.len())
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
fn selector(name: &str, types: &[&str]) -> u32 {
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
    if let ("FixedBytes", PathArguments::AngleBracketed(arguments)) = (&*name, &segment.arguments) {
        return match arguments.args.first() {
            Some(GenericArgument::Const(size)) => Ok(format!("bytes{}", quote!(#size))),
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
        assert_eq!(
            selector("transferFrom", &["address", "address", "uint256"]),
            0x23b8_72dd
        );
        assert_eq!(selector("balanceOf", &["address"]), 0x70a0_8231);
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
        assert_eq!(name(parse_quote!(FixedBytes<4>)), Ok("bytes4".into()));
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
