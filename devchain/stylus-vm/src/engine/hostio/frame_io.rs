//! Calldata, output, leaving, and the frame's own resources.

use super::{HOSTIO_INK, read_ink, write_ink};
use crate::engine::frame::{Hook, Stop, wasm_len};

/// ArbOS version from which growing by more than 65,535 pages is refused; before, only the low 16 bits count.
const ARBOS_WIDE_GROW: u64 = 59;

impl Hook<'_> {
    pub fn read_args(&mut self, target: u32) -> Result<(), Stop> {
        let calldata = self.frame().calldata.clone();
        self.buy_ink(HOSTIO_INK + write_ink(wasm_len(&calldata)))?;
        self.write(target, &calldata)
    }

    /// The last call wins.
    pub fn write_result(&mut self, source: u32, len: u32) -> Result<(), Stop> {
        self.buy_ink(HOSTIO_INK + 2 * read_ink(len))?;
        let output = self.read(source, len)?.to_vec();
        self.frame().output = output;
        Ok(())
    }

    pub fn exit_early(&mut self, status: u32) -> Result<(), Stop> {
        Err(Stop::Exit(status))
    }

    pub fn pay_for_memory_grow(&mut self, pages: u32) -> Result<(), Stop> {
        let pages = match u16::try_from(pages) {
            Ok(pages) => pages,
            Err(_) if self.frame().params.arbos_version >= ARBOS_WIDE_GROW => {
                return Err(self.out_of_ink());
            }
            Err(_) => (pages & 0xffff) as u16,
        };
        if pages == 0 {
            return self.buy_ink(HOSTIO_INK);
        }
        let gas = self.evm().add_pages(pages);
        self.buy_gas(gas)
    }

    pub fn evm_gas_left(&mut self) -> Result<u64, Stop> {
        self.buy_ink(HOSTIO_INK)?;
        Ok(self.gas_left())
    }

    pub fn evm_ink_left(&mut self) -> Result<u64, Stop> {
        self.buy_ink(HOSTIO_INK)?;
        Ok(self.ink_left())
    }
}
