#!/bin/sh
# Cargo's wrapper for the workspace's own crates (RUSTC_WORKSPACE_WRAPPER): counters at every branch, for libFuzzer.
exec "$@" \
  -Cpasses=sancov-module \
  -Cllvm-args=-sanitizer-coverage-level=4 \
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
  -Cllvm-args=-sanitizer-coverage-pc-table \
  -Cllvm-args=-sanitizer-coverage-trace-compares
