//! The depth checker: each call takes its frame, in words, from a budget, and gives it back when it returns.
//!
//! Only `return` gives back. A function left by a branch to its own label keeps its words taken, as on the chain.

use wasmparser::{BlockType, FuncType, Operator};

use super::{Context, Counters};

/// Words of a frame beyond its operands and declared locals.
pub(super) const FRAME_BASE: u64 = 4;

/// Inserts the check on entry and the credit before every return; adds a return before the final `end`.
pub(super) fn check(
    counters: Counters,
    code: Vec<Operator<'_>>,
    frame_words: u32,
) -> Vec<Operator<'_>> {
    let last = code.len().saturating_sub(1);
    let mut out = Vec::with_capacity(code.len() + 32);
    out.extend(take(counters, frame_words));
    for (position, operator) in code.into_iter().enumerate() {
        if position == last {
            out.extend(give_back(counters, frame_words));
            out.push(Operator::Return);
        } else if matches!(operator, Operator::Return) {
            out.extend(give_back(counters, frame_words));
        }
        out.push(operator);
    }
    out
}

fn take<'a>(counters: Counters, frame_words: u32) -> [Operator<'a>; 12] {
    use Operator as O;
    let (global_index, value) = (counters.stack_left, frame_words.cast_signed());
    [
        O::GlobalGet { global_index },
        O::I32Const { value },
        O::I32LeU,
        O::If {
            blockty: BlockType::Empty,
        },
        O::I32Const { value: 0 },
        O::GlobalSet { global_index },
        O::Unreachable,
        O::End,
        O::GlobalGet { global_index },
        O::I32Const { value },
        O::I32Sub,
        O::GlobalSet { global_index },
    ]
}

fn give_back<'a>(counters: Counters, frame_words: u32) -> [Operator<'a>; 4] {
    let (global_index, value) = (counters.stack_left, frame_words.cast_signed());
    [
        Operator::GlobalGet { global_index },
        Operator::I32Const { value },
        Operator::I32Add,
        Operator::GlobalSet { global_index },
    ]
}

/// The most operands on the stack at once, by the chain's reckoning: it is not exact in dead code and around blocks with
/// results, and has to be followed to the word.
pub(super) fn worst_operands(context: &Context<'_, '_>, code: &[Operator<'_>]) -> u64 {
    let mut stack = Operands::default();
    let mut scopes = vec![0];
    for operator in code {
        match operator {
            Operator::Block { blockty } | Operator::Loop { blockty } => {
                stack.block(context, *blockty);
                scopes.push(stack.height);
            }
            Operator::If { blockty } => {
                stack.pop(1);
                stack.block(context, *blockty);
                scopes.push(stack.height);
            }
            Operator::Else => stack.height = scopes.last().copied().unwrap_or(0),
            Operator::End => stack.height = scopes.pop().unwrap_or(0),
            Operator::Call { function_index } => stack.call(context.function_type(*function_index)),
            Operator::CallIndirect { type_index, .. } => {
                stack.call(context.type_at(*type_index));
                stack.pop(1);
            }
            other => {
                let (pops, pushes) = effect(other);
                stack.pop(pops);
                stack.push(pushes);
            }
        }
    }
    stack.worst
}

/// Height of the operand stack, now and at worst.
#[derive(Default)]
struct Operands {
    height: u64,
    worst: u64,
}

impl Operands {
    fn push(&mut self, count: usize) {
        self.height += count as u64;
        self.worst = self.worst.max(self.height);
    }

    fn pop(&mut self, count: usize) {
        self.height = self.height.saturating_sub(count as u64);
    }

    /// Results are pushed before parameters are popped.
    fn call(&mut self, ty: Option<&FuncType>) {
        if let Some(ty) = ty {
            self.push(ty.results().len());
            self.pop(ty.params().len());
        }
    }

    fn block(&mut self, context: &Context<'_, '_>, ty: BlockType) {
        match ty {
            BlockType::Empty => {}
            BlockType::Type(_) => self.push(1),
            BlockType::FuncType(index) => self.call(context.type_at(index)),
        }
    }
}

/// Operands a plain operator pops and pushes.
fn effect(operator: &Operator<'_>) -> (usize, usize) {
    use Operator as O;
    match operator {
        O::Nop | O::Unreachable | O::Return | O::Br { .. } => (0, 0),
        O::BrIf { .. } | O::BrTable { .. } | O::Drop | O::LocalSet { .. } | O::GlobalSet { .. } => {
            (1, 0)
        }
        O::LocalGet { .. }
        | O::GlobalGet { .. }
        | O::MemorySize { .. }
        | O::I32Const { .. }
        | O::I64Const { .. }
        | O::F32Const { .. }
        | O::F64Const { .. } => (0, 1),
        O::I32Store { .. }
        | O::I32Store8 { .. }
        | O::I32Store16 { .. }
        | O::I64Store { .. }
        | O::I64Store8 { .. }
        | O::I64Store16 { .. }
        | O::I64Store32 { .. }
        | O::F32Store { .. }
        | O::F64Store { .. } => (2, 0),
        O::Select => (3, 1),
        O::MemoryFill { .. } | O::MemoryCopy { .. } => (3, 0),
        O::I32Eq
        | O::I32Ne
        | O::I32LtS
        | O::I32LtU
        | O::I32GtS
        | O::I32GtU
        | O::I32LeS
        | O::I32LeU
        | O::I32GeS
        | O::I32GeU
        | O::I64Eq
        | O::I64Ne
        | O::I64LtS
        | O::I64LtU
        | O::I64GtS
        | O::I64GtU
        | O::I64LeS
        | O::I64LeU
        | O::I64GeS
        | O::I64GeU
        | O::I32Add
        | O::I32Sub
        | O::I32Mul
        | O::I32DivS
        | O::I32DivU
        | O::I32RemS
        | O::I32RemU
        | O::I32And
        | O::I32Or
        | O::I32Xor
        | O::I32Shl
        | O::I32ShrS
        | O::I32ShrU
        | O::I32Rotl
        | O::I32Rotr
        | O::I64Add
        | O::I64Sub
        | O::I64Mul
        | O::I64DivS
        | O::I64DivU
        | O::I64RemS
        | O::I64RemU
        | O::I64And
        | O::I64Or
        | O::I64Xor
        | O::I64Shl
        | O::I64ShrS
        | O::I64ShrU
        | O::I64Rotl
        | O::I64Rotr => (2, 1),
        // Loads, memory.grow, local.tee and all with one operand and one result: the height stays.
        _ => (0, 0),
    }
}
