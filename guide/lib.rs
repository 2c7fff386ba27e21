//! The guide, as documentation tests: `cargo test -p thespian-guide` compiles and runs every block of Rust
//! in it. For people, `mdbook build guide` makes a book of the same files.

macro_rules! chapters {
    ($($name:ident: $file:literal),* $(,)?) => {$(
        #[doc = include_str!(concat!("src/", $file))]
        pub mod $name {}
    )*};
}

chapters! {
    introduction: "introduction.md",
    why_actors: "tutorial/why-actors.md",
    setting_up: "tutorial/setting-up.md",
    hello: "tutorial/hello.md",
    creating: "tutorial/actors-creating-actors.md",
    failing: "tutorial/when-things-fail.md",
    messages: "tutorial/messages.md",
    lifecycle: "tutorial/lifecycle.md",
    asynchronous: "tutorial/async.md",
    timers: "tutorial/timers.md",
    concurrency: "tutorial/concurrency.md",
    capabilities: "tutorial/capabilities.md",
    testing: "tutorial/testing.md",
    choosing: "tutorial/choosing-a-base.md",
    staying: "tutorial/systems-that-stay.md",
    from_python: "coming-from/python.md",
    from_actix: "coming-from/actix.md",
    from_ractor: "coming-from/ractor.md",
    from_kameo: "coming-from/kameo.md",
    semantics: "reference/semantics.md",
    macros: "reference/macros.md",
    errors: "reference/errors.md",
    architecture: "developers/architecture.md",
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub mod readme {}
