//! Fees of the quality network by cycle: pots, closing, claims, memberships.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
