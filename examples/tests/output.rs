//! What each example prints.

use std::path::PathBuf;
use std::process::{Command, Output};

/// Runs an example, which cargo has built for this test.
fn run(name: &str, arguments: &[&str]) -> Output {
    let tests = std::env::current_exe().expect("the test's own path");
    let target = tests.parent().and_then(|deps| deps.parent()).expect("the folder of the profile");
    let example: PathBuf = target.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    Command::new(&example)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}; run without `--test`", example.display()))
}

#[track_caller]
fn prints(name: &str, arguments: &[&str], expected: &str) {
    let output = run(name, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} failed: {errors}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{errors}");
}

/// On one thread, and on several.
#[track_caller]
fn prints_on_both_bases(name: &str, expected: &str) {
    for base in ["simpleSystemBase", "threadPoolBase"] {
        prints(name, &[base], expected);
    }
}

#[test]
fn hello_says_hello() {
    prints("hello", &[], "Hello, world!\n");
}

#[test]
fn hellogoodbye_says_both_on_every_word_for_a_base_there_is() {
    for arguments in [&[][..], &["simpleSystemBase"], &["sequential"], &["threadPoolBase"], &["thread-pool"]]
    {
        prints("hellogoodbye", arguments, "Hello, world!\nGoodbye\n");
    }
}

#[test]
fn hellogoodbye_explains_a_word_that_names_no_base_there_is() {
    for (word, reason) in [
        (
            "simplesystembase",
            "`simplesystembase` is not a system base; the known ones are `simpleSystemBase`",
        ),
        ("multiprocUDPBase", "`multiprocUDPBase` is not built yet"),
    ] {
        let output = run("hellogoodbye", &[word]);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{errors}");
        assert!(errors.starts_with("Error: ") && errors.contains(reason), "{errors}");
    }
}

#[test]
fn both_cures_of_unbounded_growth_work() {
    for base in ["sequential", "thread-pool"] {
        prints(
            "hellogoodbye_exit",
            &[base],
            "growing: 5 actors more after five greetings\n\
             remembering: 1 actors more after five greetings\n\
             ending: 0 actors more after five greetings\n",
        );
    }
}

#[test]
fn counter_counts() {
    prints_on_both_bases("counter", "42\n");
}

#[test]
fn the_shortest_typed_ask_has_fourteen_lines() {
    let code = include_str!("../counter.rs");
    let lines = code.lines().filter(|line| !line.is_empty() && !line.starts_with("//"));
    assert!(lines.count() <= 14);
}

#[test]
fn workers_take_turns() {
    let workers = |numbers: [u32; 6]| {
        let primes = [(25, 100), (46, 200), (62, 300), (78, 400), (95, 500), (109, 600)];
        let lines = numbers.iter().zip(primes);
        lines
            .map(|(n, (primes, up_to))| format!("worker {n}: {primes} primes up to {up_to}\n"))
            .collect::<String>()
    };
    prints_on_both_bases("workers", &workers([1, 2, 3, 1, 2, 3]));
    prints("workers", &["threadPoolBase", "5"], &workers([1, 2, 3, 4, 5, 1]));
}

#[test]
fn a_poisonous_message_comes_back_with_both_attempts() {
    let line = 1 + include_str!("../poison.rs").lines().take_while(|line| !line.contains("parse::<")).count();
    prints_on_both_bases(
        "poison",
        &format!(
            "the sum is 20\n\
             asked: \"twenty\" came back\n  \
               invalid digit found in string at line {line}\n  \
               invalid digit found in string at line {line}\n\
             told: \"\" came back\n  \
               cannot parse integer from empty string at line {line}\n  \
               cannot parse integer from empty string at line {line}\n\
             the sum is 1\n"
        ),
    );
}

#[test]
fn dead_letters_have_reasons() {
    prints_on_both_bases(
        "dead_letters",
        "\"second\": the actor's mailbox is full\n\
         \"third\": the actor's mailbox is full\n\
         u64: the actor handles no such message\n\
         \"are you there?\": the actor has ended\n",
    );
}

#[test]
fn timers_come_once_again_and_again_and_not_at_all() {
    prints_on_both_bases(
        "timers",
        "cancelled: true\nonce, after 20ms\ntick 1\ntick 2\ntick 3\nthat is enough\n",
    );
}

#[test]
fn an_actor_lives_where_its_host_has_what_it_needs() {
    let lacking = "capability `Has DB access` has to be true, and is not there";
    prints_on_both_bases(
        "dbupdate",
        &format!(
            "refused: no host has what `dbupdate::DbUpdate` needs: {lacking}\n\
             insert done, 1 so far\n\
             the office hears: its host has no longer what it needs: {lacking}\n\
             asked again: the actor has ended\n"
        ),
    );
}

#[test]
fn requirements_are_stacked_and_checked_in_code() {
    prints_on_both_bases(
        "dbupdate_ldap",
        "refused: capability `Has DB access` has to be true, and is not there; \
         capability `LDAP zone` has to be \"Active\", and is not there\n\
         refused: capability `LDAP zone` has to be \"Active\", and is \"Passive\" here\n\
         refused: its `#[capability_check]` says no\n\
         kim updated from replica 1\n\
         lee updated from replica 1\n",
    );
}

#[test]
fn philosophers_are_told_of_their_deadlock_and_eat_with_a_waiter() {
    prints_on_both_bases(
        "philosophers",
        "alone: eats, eats, eats, eats, gives up: 5 wait\n\
         with a waiter: eats, eats, eats, eats, eats\n",
    );
}
