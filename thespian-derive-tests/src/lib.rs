//! Tests of what the macros of `thespian` accept, refuse, and say. They reach the macros through `thespian`
//! only, as users do.
