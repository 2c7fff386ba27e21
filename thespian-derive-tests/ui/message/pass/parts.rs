//! The parts of a message are named by what their types are, whatever these are called where they are written.

use thespian::form::Form;
use thespian::prelude::*;

#[message(name = "tests.tree")]
struct Tree {
    one: Box<Tree2>,
    twice: std::boxed::Box<Box<u8>>,
    many: Vec<Box<Tree>>,
    next: Option<Box<Tree>>,
    places: [u16; 3],
    alias: Alias,
    bare: Box<str>,
}

#[message(name = "tests.tree2")]
#[derive(PartialEq)]
struct Tree2;

type Alias = Box<Tree2>;

#[message(name = "tests.node")]
struct Node<T> {
    value: Box<T>,
    next: Option<Box<Node<T>>>,
    names: [T; 2],
}

/// Types that have the names of others.
mod own {
    use thespian::prelude::*;

    #[message(name = "own.box")]
    pub struct Box<T> {
        pub inner: T,
    }

    #[message(name = "own.string")]
    pub struct String;

    #[message(name = "own.option")]
    pub struct Option<T>(pub T);

    #[message(name = "own.vec")]
    #[derive(PartialEq)]
    pub struct Vec<T>(pub T);

    #[message(name = "own.holder")]
    pub struct Holder {
        pub boxed: Box<u8>,
        pub text: String,
        pub option: Option<Box<u8>>,
        pub list: Vec<u8>,
    }
}

fn parts<M: Message>() -> Vec<String> {
    let Form::Struct(fields) = M::FORM else { panic!("it has fields") };
    fields.iter().map(|field| field.ty.to_string()).collect()
}

fn main() {
    assert_eq!(
        parts::<Tree>(),
        [
            "tests.tree2",
            "u8",
            "Vec<Box<tests.tree>>",
            "Option<Box<tests.tree>>",
            "Array<u16, 3>",
            "tests.tree2",
            "Box<str>"
        ]
    );
    assert_eq!(
        parts::<Node<String>>(),
        ["String", "Option<Box<tests.node<String>>>", "Array<String, 2>"]
    );
    assert_eq!(
        parts::<own::Holder>(),
        ["own.box<u8>", "own.string", "own.option<own.box<u8>>", "own.vec<u8>"]
    );
    let holder = own::Holder {
        boxed: own::Box { inner: 1 },
        text: own::String,
        option: own::Option(own::Box { inner: 2 }),
        list: own::Vec(3),
    };
    let bytes = holder.encode().expect("plain data");
    assert_eq!(own::Holder::decode(&bytes).expect("the same").list, own::Vec(3));

    let boxed = Box::new(Tree2);
    assert_eq!(<Box<Tree2>>::decode(&boxed.encode().expect("plain data")).expect("the same"), boxed);
}
