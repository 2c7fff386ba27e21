//! What the documentation tests cannot see: that the book is whole, and that its commands print what it says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn guide() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the book") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

/// Every page, and the README: the path below the workspace, and the text.
fn all_pages() -> Vec<(PathBuf, String)> {
    let mut found = vec![guide().join("../README.md")];
    pages(&guide().join("src"), &mut found);
    found.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a page");
        (path, text)
    };
    found.into_iter().map(read).collect()
}

/// The fenced blocks of a page: what stands behind the fence, and the lines.
fn blocks(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(kind) = line.strip_prefix("```") {
            found.push((kind, lines.by_ref().take_while(|line| *line != "```").collect()));
        }
    }
    found
}

#[test]
fn every_page_is_in_the_summary_and_in_the_tests() {
    let summary = fs::read_to_string(guide().join("src/SUMMARY.md")).expect("the summary");
    let tests = fs::read_to_string(guide().join("lib.rs")).expect("the tests");
    for (path, text) in all_pages() {
        let Ok(page) = path.strip_prefix(guide().join("src")) else { continue };
        let page = page.to_str().expect("a plain name");
        if page != "SUMMARY.md" {
            assert!(summary.contains(&format!("({page})")), "{page} is not in the summary");
            let tested = tests.contains(&format!("\"{page}\""));
            let has_rust = blocks(&text).iter().any(|(kind, _)| kind.starts_with("rust"));
            assert!(tested || !has_rust, "{page} is not in lib.rs, so its Rust is not tested");
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    for (path, text) in all_pages() {
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("http") || link.starts_with('#') {
                continue;
            }
            let target = path.with_file_name(link.split('#').next().unwrap_or(link));
            assert!(target.exists(), "{}: {link}", path.display());
        }
    }
}

/// Without the lines that a book hides.
fn shown(lines: &[&str]) -> String {
    let shown = lines.iter().filter(|line| !line.starts_with("# ") && **line != "#");
    shown.map(|line| format!("{line}\n")).collect()
}

#[test]
fn every_listing_is_its_example() {
    let mut listings = 0;
    for (path, text) in all_pages() {
        for (before, after) in text.match_indices("<!-- examples/").map(|(at, _)| text.split_at(at)) {
            let (name, rest) = after["<!-- ".len()..].split_once(" -->\n").expect("a listing's name");
            let (file, anchor) = name.split_once(".rs").expect("a source file");
            let code = fs::read_to_string(guide().join(format!("../{file}.rs"))).expect("an example");
            let part = match anchor.strip_prefix(':') {
                None => code.as_str(),
                Some(anchor) => {
                    let (_, rest) =
                        code.split_once(&format!("// ANCHOR: {anchor}\n")).expect("its beginning");
                    rest.split_once(&format!("// ANCHOR_END: {anchor}\n")).expect("its end").0
                }
            };
            let (kind, lines) = blocks(rest).remove(0);
            let line = before.lines().count() + 1;
            assert!(kind == "rust" && shown(&lines) == part, "{}:{line} is not {name}", path.display());
            listings += 1;
        }
    }
    assert!(listings >= 4, "the tutorial shows its examples");
}

/// What the README promises of a block: a number of lines.
#[test]
fn the_counter_is_as_short_as_its_heading_says() {
    let readme = fs::read_to_string(guide().join("../README.md")).expect("the README");
    let (before, after) = readme.split_once("<!-- at most 14 lines -->\n").expect("the counter's mark");
    assert!(before.trim_end().ends_with("## A counter in 14 lines"), "the heading says another number");
    let (kind, lines) = blocks(after).remove(0);
    assert!(after.starts_with("```") && kind == "rust", "the mark is not above the program");
    assert!(lines.len() <= 14, "{} lines:\n{}", lines.len(), lines.join("\n"));
    assert!(lines.iter().any(|line| line.starts_with("fn main()")), "it is not the whole program");
}

/// A page may leave the end of an error out, and nothing else.
#[test]
fn every_error_that_is_shown_is_the_compiler_s() {
    let mut errors = 0;
    for (path, text) in all_pages() {
        for after in text.split("<!-- thespian-derive-tests/").skip(1) {
            let (name, rest) = after.split_once(" -->\n").expect("an error's name");
            let file = guide().join("../thespian-derive-tests").join(name);
            let said = fs::read_to_string(file).unwrap_or_else(|error| panic!("{name}: {error}"));
            let (kind, lines) = blocks(rest).remove(0);
            let is_said = !lines.is_empty() && said.starts_with(&lines.join("\n"));
            assert!(kind == "text" && is_said, "{}: this is not {name}: {lines:#?}", path.display());
            errors += 1;
        }
    }
    assert!(errors > 0, "the README shows an error");
}

#[test]
fn every_block_of_rust_is_compiled() {
    for (path, text) in all_pages() {
        for (kind, lines) in blocks(&text) {
            let tested = matches!(
                kind,
                "rust" | "rust,compile_fail" | "rust,should_panic" | "toml" | "text" | "console"
            );
            assert!(tested, "{}: a block of `{kind}`: {lines:?}", path.display());
        }
    }
}

#[test]
fn every_test_that_the_reference_names_exists() {
    let read = |page| fs::read_to_string(guide().join(page)).expect("a page of the reference");
    let pages = read("src/reference/semantics.md") + &read("src/reference/scenarios.md");
    let folder = guide().join("../thespian/tests/conformance");
    for name in pages.split('`').skip(1).step_by(2).filter(|name| name.contains("::")) {
        let Some((topic, behaviour)) = name.split_once("::") else { continue };
        if topic.starts_with(char::is_uppercase) {
            continue;
        }
        let code = fs::read_to_string(folder.join(format!("{topic}.rs")))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(code.contains(&format!("fn {behaviour}(")), "{name} does not exist");
    }
}

/// Runs `cargo run --example …` commands; other commands are for people.
#[test]
fn every_example_that_is_shown_prints_what_is_shown() {
    let mut shown = 0;
    for (path, text) in all_pages() {
        for (_, lines) in blocks(&text).into_iter().filter(|(kind, _)| *kind == "console") {
            let mut sessions: Vec<(&str, Vec<&str>)> = Vec::new();
            for line in lines {
                match (line.strip_prefix("$ "), sessions.last_mut()) {
                    (Some(command), _) => sessions.push((command, Vec::new())),
                    (None, Some((_, output))) => output.push(line),
                    (None, None) => panic!("{}: output without a command", path.display()),
                }
            }
            for (command, expected) in sessions {
                if let Some(arguments) = command.strip_prefix("cargo run --example ") {
                    let arguments = arguments.split('#').next().unwrap_or(arguments).trim_end();
                    assert_eq!(example(arguments), expected, "{}: {command}", path.display());
                    shown += 1;
                }
            }
        }
    }
    assert!(shown > 0, "the book shows examples");
}

/// What an example prints, errors included.
fn example(arguments: &str) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "-p", "thespian-examples", "--example"])
        .args(arguments.split_whitespace())
        .current_dir(guide().join(".."))
        .output()
        .expect("cargo");
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&text).lines().map(str::to_owned).collect()
}
