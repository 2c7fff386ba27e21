//! `#[cfg]` is heeded wherever it may stand: what is left out may name what does not exist.
#![deny(warnings)]

use thespian::form::Form;
use thespian::prelude::*;

#[message]
#[cfg(any())]
struct Never(NoSuchType);

#[cfg(any())]
#[message]
struct NeverAbove(NoSuchType);

#[message]
#[cfg_attr(all(), derive(PartialEq))]
struct Fields {
    #[cfg(any())]
    never: NoSuchType,
    #[cfg(all())]
    always: u8,
    #[cfg(any())]
    bytes: Vec<u8>,
}

#[message]
#[derive(PartialEq)]
struct Tuple(#[cfg(any())] NoSuchType, #[cfg(all())] u8);

#[message]
#[derive(PartialEq)]
enum Choice {
    #[cfg(any())]
    Never(NoSuchType),
    #[cfg(all())]
    Some {
        #[cfg(any())]
        never: NoSuchType,
        always: u8,
    },
    #[cfg(all())]
    Pair(#[cfg(any())] NoSuchType, u8, u8),
}

#[require_capability("neither")]
#[actor]
#[cfg(any())]
#[derive(Default)]
struct Absent;

#[receive]
#[cfg(any())]
impl Absent {
    fn handle(&mut self, _: &NoSuchType) {}
    #[message(AbsentMade)]
    fn made(&mut self, _: &NoSuchType) {}
}

#[cfg(any())]
#[receive]
impl Absent {
    fn handle(&mut self, _: &NoSuchType) {}
}

// One of two definitions: both have handlers of the same types.
#[actor]
#[cfg(any())]
struct Clock(NoSuchType);

#[actor]
#[cfg(all())]
#[cfg(not(any()))]
struct Clock(#[cfg(any())] NoSuchType, u8);

#[receive]
#[cfg(any())]
impl Clock {
    #[init]
    fn new() -> Self {
        Clock(NoSuchValue)
    }
    fn fields(&mut self, _: &Fields) -> NoSuchReply {}
    #[message(Tick)]
    fn tick(&mut self, by: NoSuchType) {}
}

#[receive]
#[cfg(all())]
#[cfg(not(any()))]
impl Clock {
    #[cfg(any())]
    #[init]
    fn never() -> NoSuchType {}

    #[init]
    fn new() -> Self {
        Clock(1)
    }

    #[cfg(any())]
    #[unhandled]
    fn never_the_rest(&mut self, _: AnyMessage) -> NoSuchReply {}

    #[cfg(any())]
    #[capability_check]
    fn never_checked(capabilities: &Capabilities, _: &Requirements) -> bool {
        no_such_function(capabilities)
    }

    fn fields(&mut self, fields: &Fields) -> u8 {
        fields.always + self.0
    }

    #[cfg(any())]
    async fn choice(&mut self, _: &Choice) -> NoSuchReply {}

    #[cfg(all())]
    async fn choice(&mut self, choice: &Choice) -> Choice {
        choice.clone()
    }

    #[cfg(any())]
    #[message(Tick)]
    fn tick(&mut self, by: NoSuchType) -> NoSuchReply {}

    #[cfg(all())]
    #[message(Tick, derive(PartialEq))]
    async fn tick(&mut self, #[cfg(any())] never: NoSuchType, #[cfg(all())] by: &Tuple) -> u8 {
        by.0
    }
}

fn main() -> thespian::Result<()> {
    let system = thespian::testing::system("sequential")?;
    let wait = std::time::Duration::from_secs(1);
    let clock = system.create_actor::<Clock>()?;
    assert_eq!(system.ask(&clock, Fields { always: 2 }, wait)?, 3);
    for choice in [Choice::Some { always: 1 }, Choice::Pair(1, 2)] {
        assert_eq!(system.ask(&clock, choice.clone(), wait)?, choice);
    }
    assert_eq!(system.ask(&clock, Tick { by: Tuple(4) }, wait)?, 4);
    assert!(matches!(Fields::FORM, Form::Struct([always]) if always.name == "always"));
    assert!(matches!(Tuple::FORM, Form::Tuple([_])));
    assert!(matches!(Choice::FORM, Form::Enum([some, pair]) if some.name == "Some" && pair.name == "Pair"));
    let names = thespian::registry::actors().map(|actor| actor.name().rsplit("::").next());
    assert_eq!(names.flatten().collect::<Vec<_>>(), ["Clock"]);
    Ok(())
}
