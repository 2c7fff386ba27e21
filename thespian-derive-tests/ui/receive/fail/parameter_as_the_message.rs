use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Shelf<T: Data>(Vec<T>);

#[receive]
impl<T: Data> Shelf<T> {
    fn put(&mut self, thing: &T) {
        self.0.push(thing.clone());
    }
}

fn main() {}
