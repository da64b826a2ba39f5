//! Accounts and storage as persistent maps: every past state is a cheap clone.
