//! A name that does not exist is said once, also where it is a part of what is written, and of the messages and handlers
//! that are made of it.

use thespian::prelude::*;

#[actor]
struct Counter {
    count: i64,
}

#[receive]
impl Counter {
    #[init]
    fn begin(with: Option<Opening>) -> Self {
        todo!()
    }

    fn put(&mut self, _: &Vec<Item>) -> Option<Place> {
        todo!()
    }

    async fn take(&mut self, _: &Option<Wish>) -> Result<Found, Failure> {
        todo!()
    }

    #[message(Count)]
    fn count(&mut self, of: Vec<Colour>) -> i64 {
        self.count
    }
}

fn main() {}
