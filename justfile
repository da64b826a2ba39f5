# Shorthands; each is one `cargo xtask` command, which works without `just` too.

_default:
    @just --list

# All that runs, with a scripted market day
demo *args:
    cargo xtask demo {{args}}

# Every check of the project
test *args:
    cargo xtask test {{args}}

# Contracts to wasm, with their sizes and costs
build *args:
    cargo xtask build {{args}}

# abi/ from the contracts
abi *args:
    cargo xtask abi {{args}}

# The web page
web *args:
    cargo xtask web {{args}}

# Gas beside OpenZeppelin's Solidity
gas *args:
    cargo xtask gas {{args}}

# Formats both workspaces
fmt:
    cargo fmt --all
    cd contracts && cargo fmt --all
