//! Structs of every form, enums, and generic ones are actors.

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Unit;
#[receive]
impl Unit {}

#[actor(name = "renamed")]
#[derive(Default)]
struct Tuple(u8);
#[receive]
impl Tuple {
    fn number(&mut self, number: &u8) -> u8 {
        self.0 += number;
        self.0
    }
}

/// With a doc comment.
#[derive(Default)]
#[actor]
pub enum State {
    #[default]
    Idle,
    Busy(String),
}
#[receive]
impl State {
    fn work(&mut self, what: &str) {
        *self = State::Busy(what.to_owned());
    }
    fn rest(&mut self, _: &()) -> String {
        match std::mem::take(self) {
            State::Idle => String::new(),
            State::Busy(what) => what,
        }
    }
}

#[actor]
#[derive(Default)]
struct Stack<T: Send + 'static> {
    items: Vec<T>,
}
#[receive]
impl<T: Send + 'static> Stack<T> {
    fn depth(&mut self, _: &()) -> u64 {
        self.items.len() as u64
    }
}

/// What is derived may stand above as well.
#[derive(Debug, Default)]
#[actor]
struct DerivedAbove;
#[receive]
impl DerivedAbove {}

fn main() -> thespian::Result<()> {
    let system = thespian::testing::system("sequential")?;
    let wait = std::time::Duration::from_secs(1);
    system.create_actor::<Unit>()?;
    system.create_actor::<DerivedAbove>()?;
    let tuple = system.create_named("renamed")?;
    assert_eq!(system.ask_any(&tuple, 3_u8, wait)?.downcast::<u8>()?, 3);
    let state = system.create_actor::<State>()?;
    system.tell(&state, "digging".to_owned())?;
    assert_eq!(system.ask(&state, (), wait)?, "digging");
    let stack = system.create_actor::<Stack<String>>()?;
    assert_eq!(system.ask(&stack, (), wait)?, 0);
    assert_eq!(format!("{:?}", StackMessage::<String>::from(())), "Depth(())");
    Ok(())
}
