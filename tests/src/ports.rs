//! Ports that people expect, or the next free ones.

use std::net::{SocketAddr, TcpListener};

use anyhow::{Result, bail};

/// `wanted` on the loopback interface if nobody listens there, else the next free port of the hundred after it.
pub fn next_free(wanted: u16) -> Result<SocketAddr> {
    for port in wanted..wanted.saturating_add(100) {
        let addr = SocketAddr::from(([127, 0, 0, 1], port));
        if TcpListener::bind(addr).is_ok() {
            return Ok(addr);
        }
    }
    bail!("no free port from {wanted} on: stop what listens there")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_free_skips_a_taken_port() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let found = next_free(port).unwrap().port();
        assert!(found > port, "{found} is taken");
    }
}
