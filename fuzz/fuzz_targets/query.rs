#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| productshare_fuzz::query::check(data));
