//! A crate outside of this workspace that depends on `thespian` alone.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Copies the crate away from the workspace, so that nothing of that helps it.
fn crate_of_its_own() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = here.parent().expect("the workspace");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside");
    std::fs::create_dir_all(folder.join("src")).expect("a folder");
    let manifest = std::fs::read_to_string(here.join("outside/Cargo.toml.in")).expect("a manifest");
    let thespian = workspace.join("thespian").display().to_string();
    std::fs::write(folder.join("Cargo.toml"), manifest.replace("@thespian@", &thespian)).expect("a file");
    std::fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the same versions");
    std::fs::copy(here.join("outside/src/main.rs"), folder.join("src/main.rs")).expect("the program");
    folder
}

#[test]
fn the_program_of_the_design_needs_nothing_but_thespian() {
    let folder = crate_of_its_own();
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo");
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{stderr}");
    assert_eq!(stdout, "Hello, world!\nGoodbye\n");
    // The lints of a strict user are switched on in its source, and deny.
    assert!(!stderr.contains("warning"), "{stderr}");
}
