use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    #[capability_check]
    fn rank(_: &Capabilities, _: &Requirements) -> u8 {
        1
    }
}

fn main() {}
