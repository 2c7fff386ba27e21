//! Questions that handlers ask, and calls that are awaited.

use std::pin::pin;
use std::task::{Context as Poller, Poll, Waker};
use std::time::Duration;

use thespian::Actor as _;
use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::cast::{Echo, Gate, all_heard, heard, reporter, status};
use crate::harness::{MOMENT, SOON};

crate::behaviours![
    an_answer_that_has_come_is_not_lost_to_what_is_passed_on_after_it,
    a_handler_may_ask_and_goes_on_with_the_answer,
    a_handler_may_ask_several_at_once,
    a_handler_s_question_ends_as_one_from_outside_does,
    an_answer_that_comes_too_late_for_a_handler_is_a_dead_letter,
    who_asks_itself_is_told_that_it_would_wait_for_ever,
    a_question_back_along_the_chain_of_questions_is_refused_at_once,
    a_question_back_to_who_waits_is_refused_also_when_it_was_passed_on,
    independent_questions_that_close_a_circle_are_found,
    who_has_answered_may_ask_back,
    a_handler_that_cannot_wait_is_told_so,
    an_actor_that_ends_while_it_asks_leaves_no_question_behind,
    calls_that_wait_can_be_awaited,
    a_handler_may_await_the_system_s_calls
        skip("process": "a handle of the system does not leave its process"),
    a_question_of_a_handler_is_drawn_as_its_own
        skip("process": "what is drawn is what the program's own process does"),
];

/// Asks what it is told to, and reports what came of it.
#[actor]
#[derive(Default)]
struct Asker {
    other: Option<Addr<Asker>>,
    heard: String,
}

/// Sets who is asked.
#[message]
struct Meet(Addr<Asker>);
/// Ask the echo.
#[message]
struct AskEcho(Addr<Echo>, String);
/// Ask this actor something that nobody answers, for so long.
#[message]
struct AskInVain(ActorAddress, Duration);
/// Ask the other, who may ask further; the number is how many more do.
#[message]
struct Pass(u32);
/// As `Pass`, but the question is passed on to a child, which asks the other.
#[message]
struct Hand(u32);
/// Answer first, then ask the other.
#[message]
struct AnswerThenAsk;
/// Ask the other to ask back.
#[message]
struct AskToAskBack;
/// The text that came last.
#[message]
struct Heard;
/// Try to ask where one cannot wait.
#[message]
struct AskAnyhow(Addr<Echo>);

fn told(outcome: Result<String, AskError>) -> String {
    match outcome {
        Ok(text) => text,
        Err(AskError::WouldDeadlock { chain }) => format!("deadlock of {}", chain.len()),
        Err(error) => format!("{error:?}"),
    }
}

#[receive]
impl Asker {
    fn meet(&mut self, other: &Meet) -> Ack {
        self.other = Some(other.0);
        Ack
    }

    async fn ask_echo(
        &mut self,
        AskEcho(echo, text): &AskEcho,
        ctx: &mut Context,
    ) -> Result<String, Failure> {
        let answer = ctx.ask(echo, text.clone(), SOON).await?;
        ctx.send(echo, "go on".to_owned());
        Ok(format!("{answer}!"))
    }

    async fn both(&mut self, echoes: &(Addr<Echo>, Addr<Echo>), ctx: &mut Context) -> String {
        let mut first = pin!(ctx.ask(&echoes.0, "one".to_owned(), SOON));
        let mut second = pin!(ctx.ask(&echoes.1, "two".to_owned(), SOON));
        let (mut one, mut two) = (None, None);
        std::future::poll_fn(|cx| {
            for (future, answer) in [(&mut first, &mut one), (&mut second, &mut two)] {
                if answer.is_none()
                    && let Poll::Ready(ready) = future.as_mut().poll(cx)
                {
                    *answer = Some(told(ready));
                }
            }
            if one.is_some() && two.is_some() { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        format!("{one:?} {two:?}")
    }

    async fn in_vain(&mut self, AskInVain(whom, time): &AskInVain, ctx: &mut Context) -> String {
        told(ctx.ask_any(whom, 7_u8, *time).await.map(|answer| format!("{answer:?}")))
    }

    async fn pass(&mut self, Pass(more): &Pass, ctx: &mut Context) -> String {
        match &self.other {
            Some(other) if *more > 0 => told(ctx.ask(other, Pass(more - 1), SOON).await),
            _ => "the end".to_owned(),
        }
    }

    fn hand(&mut self, Hand(more): &Hand, ctx: &mut Context) -> Forwarded<String> {
        let child = ctx.create_actor::<Asker>();
        if let Some(other) = self.other {
            ctx.send(&child, Meet(other));
        }
        ctx.forward(&child, Pass(*more))
    }

    async fn ask_to_hand(&mut self, number: &u32, ctx: &mut Context) -> String {
        match &self.other {
            Some(other) => told(ctx.ask(other, Hand(*number), SOON).await),
            None => "nobody".to_owned(),
        }
    }

    async fn answer_then_ask(&mut self, _: &AnswerThenAsk, ctx: &mut Context) {
        ctx.reply("first".to_owned());
        if let Some(other) = &self.other {
            let back = told(ctx.ask(other, Pass(0), SOON).await);
            ctx.send(other, format!("back: {back}"));
        }
    }

    async fn ask_to_ask_back(&mut self, _: &AskToAskBack, ctx: &mut Context) -> String {
        match &self.other {
            Some(other) => {
                let answer = ctx.ask_any(other, AnswerThenAsk, SOON).await;
                told(answer.map(|answer| answer.downcast::<String>().expect("a text")))
            }
            None => "nobody".to_owned(),
        }
    }

    fn text(&mut self, text: &str) {
        text.clone_into(&mut self.heard);
    }

    fn heard(&mut self, _: &Heard) -> String {
        self.heard.clone()
    }

    fn anyhow(&mut self, echo: &AskAnyhow, ctx: &mut Context) -> String {
        let asking = pin!(ctx.ask(&echo.0, "in vain".to_owned(), SOON));
        match asking.poll(&mut Poller::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => told(outcome),
            Poll::Pending => "it waits".to_owned(),
        }
    }
}

fn asker(system: &TestSystem) -> Addr<Asker> {
    system.create_actor::<Asker>().expect("an actor")
}

/// Two actors that know each other.
fn pair(system: &TestSystem) -> (Addr<Asker>, Addr<Asker>) {
    let (a, b) = (asker(system), asker(system));
    system.ask(&a, Meet(b), SOON).expect("an acknowledgement");
    system.ask(&b, Meet(a), SOON).expect("an acknowledgement");
    (a, b)
}

fn a_handler_may_ask_and_goes_on_with_the_answer(system: &TestSystem) {
    let echo = system.create_actor::<Echo>().expect("an actor");
    let question = AskEcho(echo, "well".to_owned());
    assert_eq!(system.ask(&asker(system), question, SOON).expect("an answer"), "well!");
}

fn a_handler_may_ask_several_at_once(system: &TestSystem) {
    let echoes = [(); 2].map(|()| system.create_actor::<Echo>().expect("an actor"));
    let answer = system.ask(&asker(system), (echoes[0], echoes[1]), SOON).expect("an answer");
    assert_eq!(answer, r#"Some("one") Some("two")"#);
}

fn a_handler_s_question_ends_as_one_from_outside_does(system: &TestSystem) {
    let asker = asker(system);
    let echo = system.create_actor::<Echo>().expect("an actor");
    let ask = |whom: ActorAddress, time| system.ask(&asker, AskInVain(whom, time), SOON).expect("an answer");
    assert_eq!(ask(echo.address(), SOON), "Unhandled");
    system.stop(echo, SOON).expect("it ends");
    assert_eq!(ask(echo.address(), SOON), "Dead");
    let silent = system.create_actor::<Silent>().expect("an actor");
    assert_eq!(ask(silent.address(), MOMENT), "Timeout");
    assert_eq!(ask(silent.address(), Duration::ZERO), "Timeout");
    let stranger = ActorSystem::builder().unique().start().expect("a system").address();
    assert_eq!(ask(stranger, SOON), "NotSendable");
    let failing = system.create_actor::<Failing>().expect("an actor");
    assert!(ask(failing.address(), SOON).starts_with("Poison("));
}

/// Answers nothing, until it is told to.
#[actor]
#[derive(Default)]
struct Silent {
    asker: Option<ActorAddress>,
}

#[receive]
impl Silent {
    fn number(&mut self, _: &u8, ctx: &mut Context) {
        self.asker = Some(ctx.sender());
    }

    fn now(&mut self, _: &(), ctx: &mut Context) {
        if let Some(asker) = self.asker.take() {
            ctx.send(&asker, "too late".to_owned());
        }
    }
}

#[actor]
#[derive(Default)]
struct Failing;

#[receive]
impl Failing {
    fn number(&mut self, _: &u8) -> Result<Ack, Failure> {
        Err(Failure::new("always"))
    }
}

fn an_answer_that_comes_too_late_for_a_handler_is_a_dead_letter(system: &TestSystem) {
    let (asker, silent) = (asker(system), system.create_actor::<Silent>().expect("an actor"));
    let reporter = reporter(system);
    system.ask(&reporter, true, SOON).expect("an acknowledgement");
    let outcome = system.ask(&asker, AskInVain(silent.address(), MOMENT), SOON).expect("an answer");
    assert_eq!(outcome, "Timeout");
    system.tell(&silent, ()).expect("the system is up");
    assert_eq!(heard(system), r#"dead: "too late" (TooLate)"#);
}

fn who_asks_itself_is_told_that_it_would_wait_for_ever(system: &TestSystem) {
    let a = asker(system);
    system.ask(&a, Meet(a), SOON).expect("an acknowledgement");
    assert_eq!(system.ask(&a, Pass(1), SOON).expect("an answer"), "deadlock of 1");
}

fn a_question_back_along_the_chain_of_questions_is_refused_at_once(system: &TestSystem) {
    let (a, _) = pair(system);
    assert_eq!(system.ask(&a, Pass(2), SOON).expect("an answer"), "deadlock of 2");
    // And nobody waits for anything afterwards.
    assert_eq!(system.ask(&a, Pass(1), SOON).expect("an answer"), "the end");
}

fn a_question_back_to_who_waits_is_refused_also_when_it_was_passed_on(system: &TestSystem) {
    let (a, b) = pair(system);
    // `a` asks `b`, whose child gets the question, and asks `a`.
    assert_eq!(system.ask(&a, 1_u32, SOON).expect("an answer"), "deadlock of 2");
    assert_eq!(system.ask(&b, 0_u32, SOON).expect("an answer"), "the end");
}

/// Asks the other when both are ready.
#[actor]
struct Rival {
    gate: Gate,
    other: Option<Addr<Rival>>,
    test: ActorAddress,
}

#[receive]
impl Rival {
    #[init]
    fn new(gate: Gate, test: ActorAddress) -> Self {
        Rival { gate, other: None, test }
    }

    async fn other(&mut self, other: &Addr<Rival>, ctx: &mut Context) {
        self.gate.pass().await;
        self.other = Some(*other);
        let outcome = told(ctx.ask(other, (), SOON).await);
        ctx.send(&self.test, outcome);
    }

    fn ready(&mut self, _: &()) -> String {
        "answered".to_owned()
    }
}

fn independent_questions_that_close_a_circle_are_found(system: &TestSystem) {
    let gate = Gate::default();
    let rival = || system.build_actor::<Rival>().args((gate, system.address())).create();
    let rivals = [(); 3].map(|()| rival().expect("an actor"));
    for (number, rival) in rivals.iter().enumerate() {
        system.tell(rival, rivals[(number + 1) % 3]).expect("the system is up");
    }
    assert!(system.rest(SOON), "all are at the gate");
    gate.open();
    let mut outcomes = all_heard(system, 3);
    outcomes.sort();
    assert_eq!(outcomes, ["answered", "answered", "deadlock of 3"]);
}

fn who_has_answered_may_ask_back(system: &TestSystem) {
    let (a, _) = pair(system);
    assert_eq!(system.ask(&a, AskToAskBack, SOON).expect("an answer"), "first");
    assert!(system.rest(SOON), "the other has its answer");
    assert_eq!(system.ask(&a, Heard, SOON).expect("an answer"), "back: the end");
    assert!(status(system).messages.dead_letters.is_empty());
}

fn a_handler_that_cannot_wait_is_told_so(system: &TestSystem) {
    let echo = system.create_actor::<Echo>().expect("an actor");
    assert_eq!(system.ask(&asker(system), AskAnyhow(echo), SOON).expect("an answer"), "BlockingInHandler");
}

fn an_actor_that_ends_while_it_asks_leaves_no_question_behind(system: &TestSystem) {
    let (asker, silent) = (asker(system), system.create_actor::<Silent>().expect("an actor"));
    system.tell(&asker, AskInVain(silent.address(), Duration::from_secs(3600))).expect("the system is up");
    assert!(system.rest(SOON), "it asks");
    system.stop(asker, SOON).expect("it ends");
    system.tell(&silent, ()).expect("the system is up");
    let status = status(system);
    assert_eq!(status.actors, 1);
    assert_eq!(status.messages.dead_letters[&DeadLetterReason::TooLate], 1, "nobody waits for the answer");
}

fn calls_that_wait_can_be_awaited(system: &TestSystem) {
    let echo = system.create_actor::<Echo>().expect("an actor");
    let replier = system.create_actor::<Silent>().expect("an actor");
    block_on(async {
        assert_eq!(system.ask_async(&echo, "well".to_owned(), SOON).await.expect("an answer"), "well");
        let answer = system.ask_any_async(&echo, "any".to_owned(), SOON).await.expect("an answer");
        assert_eq!(answer.downcast::<String>().expect("a text"), "any");
        let silence = system.ask_any_async(&replier, 1_u8, MOMENT).await;
        assert!(matches!(silence, Err(AskError::Timeout)));
        assert!(system.listen_async(MOMENT).await.is_none());
        system.tell(&replier, ()).expect("the system is up");
        let late = system.listen_async(SOON).await.expect("a letter");
        assert_eq!(late.downcast::<String>().expect("a text"), "too late");
        let named = system.build_actor::<Echo>().global_name("echo").create_async().await.expect("an actor");
        let by_name = system.build_named(Echo::NAME).global_name("echo").create_async().await;
        assert_eq!(by_name.expect("the same"), named);
        assert!(system.build_named("no.such.actor").create_async().await.is_err());
        system.update_capability_async("zone", "b").await.expect("the system is up");
        let status = system.status_async().await.expect("the system is up");
        assert!(status.capabilities.is("zone", "b") && status.actors == 3);
        assert_eq!(system.actor_status_async(named, SOON).await.expect("it answers").handled, 0);
        system.stop_async(echo, SOON).await.expect("it ends");
        let dead = system.ask_async(&echo, "there?".to_owned(), SOON).await;
        assert!(matches!(dead, Err(AskError::Dead)));
        system.shutdown_async().await.expect("the system goes down");
        assert!(system.listen_async(SOON).await.is_none());
        let down = system.ask_async(&echo, "there?".to_owned(), SOON).await;
        assert!(matches!(down, Err(AskError::ShutDown)));
    });
}

/// Runs a future in this thread.
pub fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(std::sync::Arc::new(Unpark(std::thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Poller::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}

/// Uses the system inside its handler.
#[actor]
struct Insider(ActorSystem);

#[receive]
impl Insider {
    async fn ask(&mut self, echo: &Addr<Echo>) -> Result<String, Failure> {
        let answer = self.0.ask_async(echo, "inside".to_owned(), SOON).await?;
        self.0.stop_async(*echo, SOON).await?;
        let dead = self.0.ask_async(echo, "dead".to_owned(), MOMENT).await;
        Ok(format!("{answer} {dead:?}"))
    }

    async fn in_vain(&mut self, silent: &Addr<Silent>) -> bool {
        matches!(self.0.ask_any_async(silent, 1_u8, MOMENT).await, Err(AskError::Timeout))
    }
}

fn a_handler_may_await_the_system_s_calls(system: &TestSystem) {
    let handle = system.private();
    let insider = system.create_actor_from(move || Insider(handle.clone())).expect("an actor");
    let echo = system.create_actor::<Echo>().expect("an actor");
    assert_eq!(system.ask(&insider, echo, SOON).expect("an answer"), "inside Err(Dead)");
    let silent = system.create_actor::<Silent>().expect("an actor");
    assert!(system.ask(&insider, silent, SOON).expect("an answer"));
}

fn a_question_of_a_handler_is_drawn_as_its_own(system: &TestSystem) {
    let echo = system.create_actor::<Echo>().expect("an actor");
    let question = AskEcho(echo, "well".to_owned());
    system.ask(&asker(system), question, SOON).expect("an answer");
    let diagram = system.diagram("Asking").to_string();
    assert!(
        diagram.contains("Asker ->> Echo: ask()") && diagram.contains("Echo -->> Asker: send()"),
        "{diagram}"
    );
}

/// Answers, and sends an account of it in the asker's name.
#[actor]
#[derive(Default)]
struct Accountant;

#[receive]
impl Accountant {
    fn answer(&mut self, asker: &Addr<Client>, ctx: &mut Context) {
        ctx.reply(7_u64);
        ctx.forward(asker, "for the files".to_owned());
    }
}

#[actor]
#[derive(Default)]
struct Client {
    files: u32,
}

#[receive]
impl Client {
    async fn ask(&mut self, whom: &Addr<Accountant>, ctx: &mut Context) -> String {
        let me = ctx.my_address().assume::<Client>();
        let answer = ctx.ask_any(whom, me, SOON).await;
        told(answer.map(|answer| answer.downcast::<u64>().map_or_else(|e| e.to_string(), |n| n.to_string())))
    }

    fn file(&mut self, _: &str) {
        self.files += 1;
    }

    fn files(&mut self, _: &()) -> u32 {
        self.files
    }
}

fn an_answer_that_has_come_is_not_lost_to_what_is_passed_on_after_it(system: &TestSystem) {
    let client = system.create_actor::<Client>().expect("an actor");
    let accountant = system.create_actor::<Accountant>().expect("an actor");
    assert_eq!(system.ask(&client, accountant, SOON).expect("an answer"), "7");
    assert!(system.rest(SOON));
    assert_eq!(system.ask(&client, (), SOON).expect("an answer"), 1);
}
