//! End-to-end tests: every scenario runs in a world of its own (see the library `world`).

mod typed;
