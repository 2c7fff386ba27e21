//! Programs with actors, each a file beside this folder: `cargo run --example NAME`.
//!
//! | example | shows |
//! |---|---|
//! | `hello` | one actor that answers |
//! | `hellogoodbye` | actors that create actors; the base is the argument |
//! | `hellogoodbye_exit` | two cures of unbounded growth |
