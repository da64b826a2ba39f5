//! The ink meter: charges each basic block before it runs, and bulk memory operators by their size.

use wasmparser::{BlockType, Operator};

use super::{Context, Counters, price};

/// Ink of entering a basic block, above its operators' prices.
const BLOCK_INK: u64 = 2_450;
/// Ink per byte filled or copied.
const BULK_INK_PER_BYTE: i64 = 100;

/// Inserts a charge before every basic block, dead code included. A block ends with the operator that may leave it.
pub(super) fn meter<'a>(context: &Context<'_, 'a>, code: Vec<Operator<'a>>) -> Vec<Operator<'a>> {
    let mut out = Vec::with_capacity(code.len() * 3);
    let mut block = Vec::new();
    let mut cost = BLOCK_INK;
    for operator in code {
        cost = cost.saturating_add(price::ink(context, &operator));
        let last = ends_block(&operator);
        block.push(operator);
        if last {
            out.extend(charge(context.counters, cost));
            out.append(&mut block);
            cost = BLOCK_INK;
        }
    }
    out
}

fn ends_block(operator: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        operator,
        O::End
            | O::Else
            | O::Return
            | O::Loop { .. }
            | O::If { .. }
            | O::Br { .. }
            | O::BrIf { .. }
            | O::BrTable { .. }
            | O::Call { .. }
            | O::CallIndirect { .. }
    )
}

fn charge<'a>(counters: Counters, cost: u64) -> [Operator<'a>; 12] {
    use Operator as O;
    let value = cost.cast_signed();
    [
        O::GlobalGet {
            global_index: counters.ink_left,
        },
        O::I64Const { value },
        O::I64LtU,
        O::If {
            blockty: BlockType::Empty,
        },
        O::I32Const { value: 1 },
        O::GlobalSet {
            global_index: counters.ink_status,
        },
        O::Unreachable,
        O::End,
        O::GlobalGet {
            global_index: counters.ink_left,
        },
        O::I64Const { value },
        O::I64Sub,
        O::GlobalSet {
            global_index: counters.ink_left,
        },
    ]
}

/// Inserts a charge by size before every `memory.fill` and `memory.copy`. The ink has wrapped when the trap is taken.
pub(super) fn bulk(counters: Counters, code: Vec<Operator<'_>>) -> Vec<Operator<'_>> {
    let mut out = Vec::with_capacity(code.len());
    for operator in code {
        if matches!(
            operator,
            Operator::MemoryFill { .. } | Operator::MemoryCopy { .. }
        ) {
            out.extend(charge_bulk(counters));
        }
        out.push(operator);
    }
    out
}

fn charge_bulk<'a>(counters: Counters) -> [Operator<'a>; 17] {
    use Operator as O;
    [
        O::GlobalSet {
            global_index: counters.scratch,
        },
        O::GlobalGet {
            global_index: counters.ink_left,
        },
        O::GlobalGet {
            global_index: counters.ink_left,
        },
        O::GlobalGet {
            global_index: counters.scratch,
        },
        O::I64ExtendI32U,
        O::I64Const {
            value: BULK_INK_PER_BYTE,
        },
        O::I64Mul,
        O::I64Sub,
        O::GlobalSet {
            global_index: counters.ink_left,
        },
        O::GlobalGet {
            global_index: counters.ink_left,
        },
        O::I64LtU,
        O::If {
            blockty: BlockType::Empty,
        },
        O::I32Const { value: 1 },
        O::GlobalSet {
            global_index: counters.ink_status,
        },
        O::Unreachable,
        O::End,
        O::GlobalGet {
            global_index: counters.scratch,
        },
    ]
}
