use thespian::Data;
use thespian::prelude::*;

#[derive(Clone, Debug)]
struct Plain;

#[actor]
#[derive(Default)]
struct Shelf<T: Data>(Vec<T>);

#[receive]
impl<T: Data> Shelf<T> {
    #[message(Put)]
    fn put(&mut self, thing: T) {
        self.0.push(thing);
    }
}

fn keep(_: &Addr<Shelf<Plain>>) {}

fn main() {
    let _ = keep;
}
