//! Actors and messages with parameters, messages that hold themselves, and bytes at every depth.
#![deny(warnings)]

use std::time::Duration;

use thespian::prelude::*;
use thespian::{Data, register_actor};

#[message]
#[derive(PartialEq)]
struct Tree {
    name: String,
    children: Vec<Tree>,
    parent: Option<Box<Tree>>,
}

#[message]
#[derive(PartialEq)]
enum Term {
    Number(i64),
    Plus(Box<Term>, Box<Term>),
    All { terms: Vec<Term>, of: Option<Box<Tree>> },
}

impl Term {
    fn value(&self) -> i64 {
        match self {
            Term::Number(number) => *number,
            Term::Plus(one, two) => one.value() + two.value(),
            Term::All { terms, .. } => terms.iter().map(Term::value).sum(),
        }
    }
}

/// The bound that a newcomer would write, beside a parameter without one, and beside what serde is told.
#[message]
struct Bounded<T: Data, U> {
    one: T,
    other: Option<U>,
}
#[message]
struct Ordered<T>
where
    T: Data + Ord,
{
    all: Vec<T>,
}
#[message]
#[serde(bound = "")]
struct Silenced<T: Data>(T);

/// Each holds the other.
#[message]
struct Egg(Option<Box<Hen>>);
#[message]
struct Hen {
    eggs: Vec<Egg>,
}

#[message]
#[derive(PartialEq)]
struct Block<const N: usize> {
    bytes: Vec<u8>,
}

#[message]
#[derive(PartialEq)]
struct Tagged<T = u8, const SIGNED: bool = false, const LETTER: char = 'a'>
where
    T: PartialEq,
{
    tag: T,
}

#[message(local)]
struct Kept<T, const N: usize>([T; N]);

/// With parameters of every kind, a default, and a `where`.
#[actor]
struct Ring<T, const N: usize = 4>
where
    T: Data,
{
    items: Vec<T>,
}

#[receive(messages = RingInbox)]
impl<T, const N: usize> Ring<T, N>
where
    T: Data,
{
    #[init]
    fn filled(with: T, host_is_ignored: &Capabilities) -> Result<Self, Failure> {
        let _ = host_is_ignored;
        Ok(Ring { items: vec![with; N] })
    }

    fn block(&mut self, block: &Block<N>) -> u64 {
        (block.bytes.len() + N) as u64
    }

    async fn many(&mut self, things: &[T], ctx: &mut Context) -> u64 {
        let _ = ctx.my_address();
        self.items.extend_from_slice(things);
        self.items.len() as u64
    }

    #[message(Keep)]
    async fn keep(&mut self, item: &T, block: Block<N>) -> Block<N> {
        self.items.push(item.clone());
        block
    }

    #[message(Depth)]
    fn depth(&mut self) -> u64 {
        self.items.len() as u64
    }

    #[message(Hold, local)]
    fn hold(&mut self, kept: &Kept<T, N>) -> u64 {
        kept.0.len() as u64
    }
}

register_actor!(Ring<u8, 3> as "tests.ring");

/// Handlers for one of the types only.
#[actor]
#[derive(Default)]
struct Holder<T>(T);

#[receive]
impl Holder<i64> {
    fn term(&mut self, term: &Term) -> i64 {
        self.0 += term.value();
        self.0
    }
    fn tree(&mut self, tree: Tree) -> Tree {
        tree
    }
    fn tagged(&mut self, tagged: Tagged) -> Tagged {
        tagged
    }
}

fn main() -> thespian::Result<()> {
    let system = thespian::testing::system("sequential")?;
    let wait = Duration::from_secs(1);

    let ring = system.build_actor::<Ring<String, 2>>().args("x".to_owned()).create()?;
    assert_eq!(system.ask(&ring, Depth, wait)?, 2);
    assert_eq!(system.ask(&ring, vec!["y".to_owned()], wait)?, 3);
    assert_eq!(system.ask(&ring, Block::<2> { bytes: vec![0; 5] }, wait)?, 7);
    let keep = Keep { item: "z".to_owned(), block: Block::<2> { bytes: vec![9] } };
    assert_eq!(system.ask(&ring, keep, wait)?, Block { bytes: vec![9] });
    assert_eq!(system.ask(&ring, Hold { kept: Kept(["a".to_owned(), "b".to_owned()]) }, wait)?, 2);
    let inbox = RingInbox::<String, 2>::from(Block { bytes: Vec::new() });
    assert_eq!(format!("{inbox:?}"), "Block(Block { bytes: [] })");
    assert!(Keep::<String, 2>::name().ends_with("::Keep<String, 2>"), "{}", Keep::<String, 2>::name());
    assert!(Hold::<u8, 1>::name().ends_with("::Hold<u8, 1>"));
    assert!(Tagged::<u8, true>::name().ends_with("::Tagged<u8, 1, 97>"), "{}", Tagged::<u8, true>::name());
    assert_ne!(Tagged::<u8, true>::KEY, Tagged::<u8>::KEY);
    let named = system.build_named("tests.ring").args(1_u8).create()?;
    assert_eq!(system.ask_any(&named, Depth, wait)?.downcast::<u64>()?, 3);

    let holder = system.create_actor::<Holder<i64>>()?;
    let leaf = Tree { name: "leaf".into(), children: Vec::new(), parent: None };
    let tree = Tree { name: "tree".into(), children: vec![leaf.clone()], parent: Some(Box::new(leaf)) };
    let sum = Term::Plus(Box::new(Term::Number(1)), Box::new(Term::Number(2)));
    let all = Term::All { terms: vec![sum, Term::Number(3)], of: Some(Box::new(tree.clone())) };
    assert_eq!(Term::decode(&all.encode().expect("plain data")).expect("the same"), all);
    assert_eq!(system.ask(&holder, all, wait)?, 6);
    assert_eq!(system.ask(&holder, tree.clone(), wait)?, tree);
    assert_eq!(system.ask(&holder, Tagged { tag: 1 }, wait)?, Tagged { tag: 1 });
    let bytes = Block::<1> { bytes: vec![200; 1000] }.encode().expect("plain data");
    assert!(bytes.len() < 1050, "bytes are not numbers");
    let hen = Hen { eggs: vec![Egg(None), Egg(Some(Box::new(Hen { eggs: Vec::new() })))] };
    assert_eq!(Hen::decode(&hen.encode().expect("plain data")).expect("the same").eggs.len(), 2);
    let bounded = Bounded { one: 1_u8, other: Some(true) };
    assert_eq!(Bounded::<u8, bool>::decode(&bounded.encode().expect("plain data")).expect("the same").other, Some(true));
    let ordered = Ordered { all: vec![1_u8, 2] };
    assert_eq!(Ordered::<u8>::decode(&ordered.encode().expect("plain data")).expect("the same").all, [1, 2]);
    assert_eq!(Silenced::<u8>::decode(&Silenced(7_u8).encode().expect("plain data")).expect("the same").0, 7);
    Ok(())
}

/// What is neither sent nor replied needs no more than the actor does.
trait Job: Default + Send + 'static {
    fn run(&mut self) -> u64;
}
#[actor]
#[derive(Default)]
struct Worker<J, R> {
    job: J,
    done: Vec<R>,
}
#[receive]
impl<J: Job, R> Worker<J, R>
where
    R: Send + 'static,
{
    #[message(Run)]
    fn run(&mut self, times: u64) -> u64 {
        (0..times).map(|_| self.job.run()).sum()
    }
    fn put(&mut self, done: Local<R>) {
        self.done.push(done.into_inner());
    }
}
