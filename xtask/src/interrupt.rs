//! Ctrl-C while something of ours must be put away: the first one lets the children end and us clean up, a second one
//! ends at once.

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicBool, Ordering},
};

use anyhow::{Result, bail};
use signal_hook::{consts::SIGINT, flag};

static ASKED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);
static DEFERRED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C is only noted; whoever waits for a child sees it end and calls [`check`].
pub fn defer() -> Result<()> {
    if !DEFERRED.swap(true, Ordering::SeqCst) {
        // In this order: the exit is armed only once the first signal has set the flag.
        flag::register_conditional_shutdown(SIGINT, 130, Arc::clone(&ASKED))?;
        flag::register(SIGINT, Arc::clone(&ASKED))?;
    }
    Ok(())
}

/// Whether Ctrl-C was pressed since [`defer`].
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// An error if Ctrl-C was pressed since [`defer`].
pub fn check() -> Result<()> {
    if asked() {
        bail!("interrupted");
    }
    Ok(())
}
