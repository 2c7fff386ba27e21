//! `#[message(Name)]` in a `#[receive]` block: a handler that is also the definition of its message.
#![deny(missing_docs, warnings)]

use std::collections::BTreeMap;
use std::time::Duration;

use thespian::form::Form;
use thespian::prelude::*;
use thespian::{Data, register_actor};

mod shop {
    use std::fmt::Debug;
    use thespian::prelude::*;

    /// Counts.
    #[actor]
    #[derive(Default)]
    pub struct Counter {
        count: i64,
        log: Vec<String>,
    }

    /// What it has.
    #[message(name = "tests.state")]
    #[derive(PartialEq)]
    pub struct State {
        /// How much.
        pub count: i64,
        /// Of what.
        pub log: Vec<String>,
    }

    /// A type that is not visible where its message is.
    #[message]
    #[derive(Default)]
    struct Hidden(u8);

    #[receive]
    impl Counter {
        /// Adds.
        #[message(Inc, derive(PartialEq, Eq, Hash))]
        fn inc(
            &mut self,
            /// How much to add.
            by: i64,
        ) -> i64 {
            self.count += by;
            self.count
        }

        /// What is borrowed by the handler is owned by the message; what is taken by value is a clone.
        #[message(Note, name = "tests.note", derive(PartialEq))]
        fn note(
            &mut self,
            text: &str,
            numbers: &[u16],
            #[serde(default, rename = "previous")] before: &Option<State>,
            mut bytes: Vec<u8>,
            ctx: &mut Context,
        ) -> String {
            bytes.push(b'!');
            let before = before.as_ref().map_or(0, |state| state.count);
            let sender = u8::from(ctx.sender() == ctx.my_address());
            self.log.push(format!("{text} {numbers:?} {before} {bytes:?} {sender}"));
            text.to_owned()
        }

        /// A message of its own that says nothing.
        #[message(Reset)]
        pub(crate) fn reset(&mut self) {
            self.count = 0;
        }

        #[message(Look)]
        async fn look(&mut self, _ctx: &mut Context) -> State {
            State { count: self.count, log: self.log.clone() }
        }

        #[message(Careful)]
        async fn careful(&mut self, by: &i64, reason: &str, ctx: &mut Context) -> Result<i64, String> {
            let _ = ctx;
            self.count.checked_add(*by).ok_or_else(|| reason.to_owned())
        }

        /// Anything may be in a message that stays here.
        #[message(Call, local)]
        fn call(&mut self, function: &Box<dyn Fn(i64) -> i64 + Send + Sync>, name: &str) -> String {
            format!("{name} {}", function(self.count))
        }

        #[message(Peek)]
        fn peek(&mut self, hidden: &Hidden) -> u8 {
            hidden.0
        }

        /// As any other.
        fn text(&mut self, text: &str) {
            self.log.push(text.to_owned());
        }

        #[cfg(any())]
        #[message(Never)]
        fn never(&mut self, what: &NoSuchType) -> NoSuchReply {}

        #[message(Partly)]
        fn partly(&mut self, #[cfg(any())] never: NoSuchType, #[cfg(all())] always: u8) -> u8 {
            always
        }

        #[unhandled]
        fn rest(&mut self, _: AnyMessage) {}
    }

    /// Sees what is private to the module.
    pub fn peek(system: &ActorSystem, counter: &Addr<Counter>) -> impl Debug + PartialEq<u8> {
        let hidden = Hidden(7);
        system.ask(counter, Peek { hidden }, std::time::Duration::from_secs(1)).expect("an answer")
    }
}

use shop::{Call, Careful, Counter, CounterMessage, Inc, Look, Note, Partly, Reset, State};

/// Its messages carry the parameters that their fields use.
#[actor]
struct Cache<K: Data + Ord, T: Data> {
    things: BTreeMap<K, T>,
}

#[receive]
impl<K: Data + Ord, T: Data> Cache<K, T> {
    #[init]
    fn empty() -> Self {
        Cache { things: BTreeMap::new() }
    }
    #[message(Put)]
    fn put(&mut self, key: K, thing: &T) -> Option<T> {
        self.things.insert(key, thing.clone())
    }
    #[message(PutAll)]
    fn put_all(&mut self, things: &[(K, T)]) -> u64 {
        self.things.extend(things.iter().cloned());
        self.things.len() as u64
    }
    #[message(Get)]
    fn get(&mut self, key: &K) -> Option<T> {
        self.things.get(key).cloned()
    }
    #[message(Clear)]
    fn clear(&mut self) {
        self.things.clear();
    }
}

register_actor!(Cache<String, u8> as "tests.cache");

fn main() -> thespian::Result<()> {
    let system = thespian::testing::system("sequential")?;
    let wait = Duration::from_secs(1);
    let counter = system.create_actor::<Counter>()?;
    assert_eq!(system.ask(&counter, Inc { by: 2 }, wait)?, 2);
    assert_eq!(system.ask(&counter, Careful { by: 1, reason: String::new() }, wait)?, Ok(3));
    let too_much = Careful { by: i64::MAX, reason: "too much".into() };
    assert_eq!(system.ask(&counter, too_much, wait)?, Err("too much".to_owned()));
    let before = Some(State { count: 9, log: Vec::new() });
    let note = Note { text: "milk".into(), numbers: vec![1, 2], before, bytes: vec![b'a'] };
    assert_eq!(system.ask(&counter, note.clone(), wait)?, "milk");
    system.tell(&counter, "plain".to_owned())?;
    let call = Call { function: Box::new(|count| count * 10), name: "ten times".into() };
    assert_eq!(system.ask(&counter, call, wait)?, "ten times 20");
    assert_eq!(system.ask(&counter, Partly { always: 5 }, wait)?, 5);
    assert!(shop::peek(&system, &counter) == 7);
    system.tell(&counter, Reset)?;
    let log = vec!["milk [1, 2] 9 [97, 33] 0".to_owned(), "plain".to_owned()];
    assert_eq!(system.ask(&counter, Look, wait)?, State { count: 0, log });

    // They are as if written out.
    assert!(Inc::name().ends_with("::shop::Inc"), "{}", Inc::name());
    assert_eq!(Note::name(), "tests.note");
    assert_eq!(format!("{:?}", CounterMessage::from(Inc { by: 1 })), "Inc(Inc { by: 1 })");
    assert_eq!(Note::decode(&note.encode().expect("plain data")).expect("the same"), note);
    let long = Note { bytes: vec![200; 1000], ..note };
    assert!(long.encode().expect("plain data").len() < 1100, "bytes are not numbers");
    let Form::Struct(fields) = Note::FORM else { panic!("it has fields") };
    let fields: Vec<_> = fields.iter().map(|field| format!("{}: {}", field.name, field.ty)).collect();
    assert_eq!(fields, [
        "text: String",
        "numbers: Vec<u16>",
        "previous: Option<tests.state>",
        "bytes: Vec<u8>",
    ]);
    assert!(matches!(Reset::FORM, Form::Unit));
    assert!(matches!(Partly::FORM, Form::Struct([always]) if always.name == "always"));
    assert!(Call { function: Box::new(|count| count), name: String::new() }.encode().is_err());
    assert!(std::collections::HashSet::from([Inc { by: 1 }]).contains(&Inc { by: 1 }));

    let cache = system.create_actor::<Cache<String, Vec<u8>>>()?;
    let put = Put { key: "a".to_owned(), thing: vec![1_u8] };
    assert_eq!(system.ask(&cache, put, wait)?, None);
    let all = PutAll { things: vec![("b".to_owned(), vec![2_u8])] };
    assert_eq!(system.ask(&cache, all, wait)?, 2);
    assert_eq!(system.ask(&cache, Get { key: "b".to_owned() }, wait)?, Some(vec![2]));
    system.tell(&cache, Clear)?;
    assert_eq!(system.ask(&cache, Get { key: "b".to_owned() }, wait)?, None);
    assert!(Put::<String, u8>::name().ends_with("::Put<String, u8>"));
    assert!(Get::<String>::name().ends_with("::Get<String>"));
    let named = system.create_named("tests.cache")?;
    let all = PutAll { things: vec![("b".to_owned(), 2_u8)] };
    assert_eq!(system.ask_any(&named, all, wait)?.downcast::<u64>()?, 1);
    Ok(())
}
