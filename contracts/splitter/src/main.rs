//! Prints the contract's ABI: `cargo run -p splitter --features export-abi`.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]

#[cfg(not(any(test, feature = "export-abi")))]
#[expect(unsafe_code, reason = "the name that a linker looks for")]
#[no_mangle]
pub extern "C" fn main() {}

#[cfg(feature = "export-abi")]
fn main() {
    splitter::print_from_args();
}
