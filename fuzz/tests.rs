//! Whether the checks come to what they check.

use productshare_fuzz::module::made;
use stylus_vm::{ActivationOptions, activate};

#[test]
fn many_modules_that_are_made_are_accepted() {
    let mut state = 1_u64;
    let mut byte = || {
        // Knuth's generator: any noise does.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    let mut refusals = Vec::new();
    for _ in 0..100 {
        let data: Vec<u8> = (0..600).map(|_| byte()).collect();
        let wasm = made(&data).expect("a module");
        if let Err(error) = activate(&wasm, &ActivationOptions::default()) {
            refusals.push(error.to_string());
        }
    }
    assert!(
        refusals.len() < 70,
        "{} of 100 refused: {refusals:?}",
        refusals.len()
    );
}
