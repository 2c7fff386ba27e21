//! Said at the parameter, and not wherever something needs it.

use thespian::Data;
use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Shelf<T> {
    things: Vec<T>,
}

#[receive]
impl<T> Shelf<T> {
    #[message(Put)]
    fn put(&mut self, thing: T) {
        self.things.push(thing);
    }

    async fn len(&mut self, _: &()) -> usize {
        self.things.len()
    }
}

#[actor]
#[derive(Default)]
struct Strict<T: Data>(Option<T>);

#[receive]
impl<T> Strict<T> {
    fn get(&mut self, _: &()) -> Option<T> {
        self.0.clone()
    }
}

#[actor]
#[derive(Default)]
struct Stack<T>(Vec<T>);

#[receive]
impl<T: Clone + Send + 'static> Stack<T> {
    fn pop(&mut self, _: &()) -> Option<T> {
        self.0.pop()
    }
}

#[actor]
#[derive(Default)]
struct Queue<T>(Vec<T>);

#[receive]
impl<T> Queue<T>
where
    T: Send + 'static,
{
    #[message(Add)]
    fn add(&mut self, thing: T) {
        self.0.push(thing);
    }
}

fn main() -> thespian::Result<()> {
    let system = ActorSystem::new()?;
    let shelf = system.create_actor::<Shelf<i64>>()?;
    system.tell(&shelf, Put { thing: 1_i64 })?;
    system.shutdown()
}
