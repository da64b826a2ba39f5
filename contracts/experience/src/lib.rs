//! Experience reports, commit-reveal votes on them, the best of each product and cycle.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
