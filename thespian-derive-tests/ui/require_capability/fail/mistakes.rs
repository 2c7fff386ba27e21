//! What `#[require_capability]` cannot take.

use thespian::prelude::*;

#[require_capability]
#[actor]
#[derive(Default)]
struct Nothing;

#[actor]
#[require_capability(Database)]
#[derive(Default)]
struct NoText;

#[require_capability("")]
#[actor]
#[derive(Default)]
struct NoName;

#[require_capability("zone", zone())]
#[actor]
#[derive(Default)]
struct NotWrittenOut;

#[require_capability("zone", "a", "b")]
#[actor]
#[derive(Default)]
struct TwoValues;

#[require_capability("zone")]
struct NoActor;

#[require_capability("zone")]
impl NoActor {}

#[require_capability("zone")]
fn zone() {}

fn main() {}
