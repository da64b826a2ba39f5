//! Participants' power by cycle, and the PSS nominated to them.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
