use std::rc::Rc;

use thespian::prelude::*;

#[message(local)]
struct Hello {
    text: Rc<str>,
}

fn main() {
    let _ = Hello { text: "".into() }.text;
}
