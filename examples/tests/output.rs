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
        ("multiprocTCPBase", "`multiprocTCPBase` is not built yet"),
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
