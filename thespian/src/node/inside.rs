//! Whether this thread runs a handler, and of which system.

use std::cell::RefCell;

use crate::address::Home;

thread_local! {
    /// The systems whose actors this thread is running, the innermost last.
    static INSIDE: RefCell<Vec<Home>> = const { RefCell::new(Vec::new()) };
}

/// Says that this thread runs actors of a system, for as long as it lives.
pub(crate) struct Inside(());

impl Inside {
    pub(crate) fn enter(home: Home) -> Self {
        let _ = INSIDE.try_with(|inside| inside.borrow_mut().push(home));
        Inside(())
    }

    /// Whether a call of this thread that waits for the system would wait for itself.
    pub(crate) fn is(home: Home) -> bool {
        // A thread that ends runs nothing any more.
        INSIDE.try_with(|inside| inside.borrow().contains(&home)).unwrap_or(false)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let _ = INSIDE.try_with(|inside| inside.borrow_mut().pop());
    }
}
