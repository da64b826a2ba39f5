//! Disputes decided by jurors: bonds, commit-reveal, appeal (ERC-792).
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
