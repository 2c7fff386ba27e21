//! The article's 2.3.1.1: a persistent system goes on with the code with which it was started.

#![cfg(target_os = "linux")]

mod host;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use host::Host;

const HELLO: &str = r#"
use std::time::Duration;
use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Hello;

#[receive]
impl Hello {
    fn are_you_there(&mut self, _: &str) -> String {
        "Hello, world!".into()
    }
}

#[thespian::main]
fn main() -> thespian::Result<()> {
    if std::env::args().nth(1).as_deref() == Some("shutdown") {
        return ActorSystem::connect("multiprocTCPBase")?.shutdown();
    }
    let system = ActorSystem::start("multiprocTCPBase")?;
    let hello = system.create_actor::<Hello>()?;
    println!("{}", system.ask(&hello, "are you there?".to_owned(), Duration::from_millis(1500))?);
    system.tell(&hello, ActorExitRequest::default())
}
"#;

/// A crate of a user's, away from this workspace.
struct Hello {
    folder: PathBuf,
}

impl Hello {
    fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hello");
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
        fs::create_dir_all(folder.join("src")).expect("a folder");
        let manifest = format!(
            "[package]\nname = \"hello\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             thespian = {{ path = \"{}\", features = [\"process\"] }}\n\n[workspace]\n",
            workspace.join("thespian").display()
        );
        fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the same versions");
        Hello { folder }
    }

    /// Writes the program, and builds it where it was built before.
    fn edit(&self, source: &str) {
        fs::write(self.folder.join("src/main.rs"), source).expect("a file");
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--offline"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.target())
            .env_remove("RUSTFLAGS")
            .output()
            .expect("cargo");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    }

    fn target(&self) -> PathBuf {
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("target")
    }

    /// What it prints, and what it warns of.
    #[track_caller]
    fn run(&self, host: &Host, arguments: &[&str]) -> (String, String) {
        let mut command = Command::new(self.target().join("debug/hello"));
        let output = command.args(arguments).env("XDG_RUNTIME_DIR", &host.runtime).output().expect("hello");
        let [said, warned] =
            [output.stdout, output.stderr].map(|text| String::from_utf8(text).expect("text"));
        assert!(output.status.success(), "{warned}");
        (said, warned)
    }
}

#[test]
fn a_running_system_goes_on_with_the_code_with_which_it_was_started() {
    let (host, hello) = (Host::new("updates"), Hello::new());
    let plain = |text: &str| (format!("Hello, {text}!\n"), String::new());
    hello.edit(HELLO);
    assert_eq!(hello.run(&host, &[]), plain("world"));
    assert_eq!(hello.run(&host, &[]), plain("world"));

    hello.edit(&HELLO.replace("world", "universe"));
    let (said, warned) = hello.run(&host, &[]);
    assert_eq!(said, "Hello, world!\n");
    assert!(
        warned.starts_with("warning: this program attaches to a system that another build has started"),
        "{warned}"
    );
    let program = hello.target().join("debug/hello");
    assert_eq!(warned.matches(&format!("{} of ", program.display())).count(), 2, "both are named: {warned}");

    hello.run(&host, &["shutdown"]);
    assert_eq!(hello.run(&host, &[]), plain("universe"));
    hello.run(&host, &["shutdown"]);
    assert_eq!(host.processes().len(), 0);
}
