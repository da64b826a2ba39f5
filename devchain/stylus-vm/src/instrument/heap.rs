//! The heap bound: pays for memory before it grows.

use wasmparser::Operator;

use super::Context;

/// Inserts a call of `pay_for_memory_grow` before every `memory.grow`, unless the memory cannot grow.
pub(super) fn pay<'a>(context: &Context<'_, 'a>, code: Vec<Operator<'a>>) -> Vec<Operator<'a>> {
    let Some(function_index) = context.pay_for_memory_grow else {
        return code;
    };
    let scratch = context.counters.scratch;
    let mut out = Vec::with_capacity(code.len());
    for operator in code {
        if matches!(operator, Operator::MemoryGrow { .. }) {
            out.extend([
                Operator::GlobalSet {
                    global_index: scratch,
                },
                Operator::GlobalGet {
                    global_index: scratch,
                },
                Operator::GlobalGet {
                    global_index: scratch,
                },
                Operator::Call { function_index },
            ]);
        }
        out.push(operator);
    }
    out
}
