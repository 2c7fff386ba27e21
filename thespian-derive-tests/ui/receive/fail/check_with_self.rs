//! A check of a host knows no actor yet.

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    #[capability_check]
    fn fits(&self, capabilities: &Capabilities) -> bool {
        capabilities.has("zone")
    }
}

fn main() {}
