//! What every base has to do: each behaviour is one plain function, run once on each base.
//!
//! `cargo test -p thespian --test conformance -- --list` shows them as `base::topic::behaviour`. Another
//! base is one more line in [`harness::BASES`].

#![allow(unreachable_pub, reason = "`pub` says here what a module lends to others")]

mod asking;
mod asks;
mod awaiting;
mod capabilities;
mod cast;
mod counting;
mod creation;
mod dead_letters;
mod exit;
mod failure;
mod harness;
mod local;
mod mailbox;
mod names;
mod order;
mod outside;
mod own_thread;
mod partings;
mod passing;
mod piping;
mod processes;
mod shared;
mod shutdown;
mod status;
mod story;
mod timers;

#[expect(clippy::print_stderr, reason = "most panics here are meant, and contained: a line each is enough")]
fn main() {
    // Before this process may turn out to be an actor's, where it is just as true.
    std::panic::set_hook(Box::new(|info| eprintln!("{info}")));
    thespian::init();
    let behaviours = [
        order::BEHAVIOURS,
        creation::BEHAVIOURS,
        capabilities::BEHAVIOURS,
        failure::BEHAVIOURS,
        exit::BEHAVIOURS,
        names::BEHAVIOURS,
        mailbox::BEHAVIOURS,
        dead_letters::BEHAVIOURS,
        asks::BEHAVIOURS,
        asking::BEHAVIOURS,
        awaiting::BEHAVIOURS,
        timers::BEHAVIOURS,
        own_thread::BEHAVIOURS,
        outside::BEHAVIOURS,
        status::BEHAVIOURS,
        shutdown::BEHAVIOURS,
        local::BEHAVIOURS,
        partings::BEHAVIOURS,
        passing::BEHAVIOURS,
        piping::BEHAVIOURS,
        counting::BEHAVIOURS,
        story::BEHAVIOURS,
        processes::BEHAVIOURS,
    ];
    harness::run(&behaviours.concat());
}
