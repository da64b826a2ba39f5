//! A program's code on the chain: its module, compressed, behind a prefix.

use std::io::{self, Read};

/// What opens the code of a program that uses no brotli dictionary (Nitro's `state.NewStylusPrefix`).
pub const PREFIX: [u8; 4] = [0xef, 0xf0, 0x00, 0x00];

/// The code of a module: brotli of quality 11 and window 22, as cargo-stylus makes it. The same bytes for the same module.
///
/// # Errors
/// Those of writing to memory: none are expected.
pub fn compress(wasm: &[u8]) -> io::Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    let mut code = PREFIX.to_vec();
    brotli::BrotliCompress(&mut &*wasm, &mut code, &params)?;
    Ok(code)
}

/// The module of such code, of at most `limit` bytes.
///
/// # Errors
/// Says what the code is not.
pub fn decompress(code: &[u8], limit: usize) -> Result<Vec<u8>, String> {
    let stream = code
        .strip_prefix(&PREFIX)
        .ok_or("not a Stylus program without dictionary")?;
    let mut wasm = Vec::new();
    brotli::Decompressor::new(stream, 4096)
        .take(limit as u64 + 1)
        .read_to_end(&mut wasm)
        .map_err(|e| format!("brotli: {e}"))?;
    if wasm.len() > limit {
        return Err(format!("decompresses to more than {limit} bytes"));
    }
    Ok(wasm)
}

/// Whether such code is of this module.
pub fn is_of(code: &[u8], wasm: &[u8]) -> bool {
    decompress(code, wasm.len()).is_ok_and(|module| module == wasm)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decompress_returns_what_compress_took() {
        let wasm: Vec<u8> = (0..50_000u32).map(|n| (n * n / 7) as u8).collect();
        let code = compress(&wasm).unwrap();
        assert_eq!(code[..4], PREFIX);
        assert_eq!(decompress(&code, wasm.len()).unwrap(), wasm);
        assert_eq!(compress(&wasm).unwrap(), code, "same bytes every time");
        assert!(is_of(&code, &wasm));
        assert!(!is_of(&code, &wasm[1..]) && !is_of(&code[1..], &wasm));
    }

    #[test]
    fn decompress_errs_when_bytes_are_hostile() {
        let refused = |code: &[u8]| decompress(code, 262_144).unwrap_err();
        refused(&[]);
        refused(&[0xef, 0xf0, 0x00, 0x01, 0x0b]);
        refused(&[0xef, 0xf0, 0x00, 0x00, 0xff, 0xff, 0xff]);
        let bomb = compress(&vec![0u8; 4_000_000]).unwrap();
        assert!(refused(&bomb).contains("262144"));
    }
}
