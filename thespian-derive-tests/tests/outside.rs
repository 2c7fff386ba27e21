//! Crates outside of this workspace, of which nothing helps them: each depends on `thespian` alone, or on a library
//! that does.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Copies the folder away from the workspace, with a manifest for each `Cargo.toml.in`.
fn crate_of_its_own(name: &str) -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = here.parent().expect("the workspace");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    copy(&here.join(name), &folder, &workspace.join("thespian").display().to_string());
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the same versions");
    folder
}

fn copy(from: &Path, to: &Path, thespian: &str) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let (from, name) = entry.map(|entry| (entry.path(), entry.file_name())).expect("an entry");
        if from.is_dir() {
            copy(&from, &to.join(name), thespian);
        } else if name == OsStr::new("Cargo.toml.in") {
            let manifest = fs::read_to_string(from).expect("a manifest");
            fs::write(to.join("Cargo.toml"), manifest.replace("@thespian@", thespian)).expect("a file");
        } else {
            fs::copy(from, to.join(name)).expect("a file");
        }
    }
}

/// What one of its programs prints. All crates here share what is compiled of `thespian`.
fn run(folder: &Path, program: &str) -> String {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "--bin", program])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo");
    let stderr = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{stderr}");
    // The lints of a strict user are switched on in its source, and deny.
    assert!(!stderr.contains("warning"), "{stderr}");
    String::from_utf8(stdout).expect("a text")
}

#[test]
fn the_program_of_the_design_needs_nothing_but_thespian() {
    let folder = crate_of_its_own("outside");
    assert_eq!(run(&folder, "outside"), "Hello, world!\nGoodbye\n");
}

#[test]
fn the_crate_may_have_another_name() {
    let folder = crate_of_its_own("renamed");
    assert_eq!(run(&folder, "renamed"), "all the world\n");
    assert_eq!(run(&folder, "by_its_name"), "is a stage\n");
}

#[test]
fn an_actor_of_a_dependency_is_found_if_that_is_linked() {
    let folder = crate_of_its_own("dependency");
    assert_eq!(run(&folder, "linked"), "Hello, world!\n");
    assert_eq!(run(&folder, "listed"), "Hello, world!\n");
    // Without optimisation too: the compiler does not even load a crate that no path leads to.
    let error = run(&folder, "not_linked");
    let unknown = "no actor of this program is named `library.greeter`; it has these:\n  program.own\n";
    assert!(error.contains(unknown), "{error}");
    assert!(error.contains("An actor of another crate is here only if that crate is linked"), "{error}");
}
