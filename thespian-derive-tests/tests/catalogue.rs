//! The numbers of mistakes: each is in the catalogue of the macros or in a text of `thespian`, and in the guide, and is
//! shown by a case.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files below a folder whose names end so.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|other| other == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The numbers that are mentioned in brackets, with where they are.
fn numbers(text: &str) -> impl Iterator<Item = (usize, String)> {
    text.match_indices("[TH").map(|(at, _)| {
        let number: String = text[at + 1..].chars().take_while(|c| *c != ']').collect();
        assert!(number.len() == 6 && number[2..].parse::<u16>().is_ok(), "no number: {number}");
        (at, number)
    })
}

/// A text as the source has it between quotes.
fn unquoted(literal: &str) -> String {
    literal.replace("\\\"", "\"").replace("{{", "{").replace("}}", "}")
}

/// What the macros say: the lines `number name(placeholders): "text";` of their catalogue, in that order.
fn said_by_the_macros() -> Vec<(String, String)> {
    let source = read(&workspace().join("thespian-macros/src/catalogue.rs"));
    let mut said = Vec::new();
    for line in source.lines() {
        let Some((number, rest)) = line.trim().split_once(' ') else { continue };
        let Ok(number) = number.parse::<u16>() else { continue };
        let text = rest.split_once("): \"").and_then(|(_, text)| text.strip_suffix("\";"));
        let text = text.unwrap_or_else(|| panic!("a line of another form: {line}"));
        said.push((format!("TH{number:04}"), unquoted(text)));
    }
    said
}

/// What the compiler says in the words of `thespian`: the message of each `on_unimplemented` that has a number.
fn said_by_the_compiler() -> Vec<(String, String)> {
    let mut said = Vec::new();
    for path in files(&workspace().join("thespian/src"), "rs") {
        let source = read(&path);
        for (at, number) in numbers(&source) {
            let start = source[..at].rfind("on_unimplemented(").expect("an attribute");
            let (_, message) = source[start..at].split_once("message = \"").expect("a message");
            let message = message.split("\",\n").next().expect("its end");
            said.push((number, unquoted(message)));
        }
    }
    said
}

/// The text of every number, once.
fn catalogue() -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (number, text) in said_by_the_macros() {
        assert!(all.insert(number.clone(), text).is_none(), "{number} is there twice");
    }
    for (number, text) in said_by_the_compiler() {
        // Two traits say the same of their own parameters, and then the first stands for both.
        let first = all.entry(number.clone()).or_insert_with(|| text.clone());
        assert_eq!(without_names(first), without_names(&text), "{number} is there twice");
    }
    all
}

/// A text whose placeholders are all the same.
fn without_names(text: &str) -> String {
    let mut parts = text.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    rest.fold(first, |text, rest| text + "{}" + rest)
}

#[test]
fn the_guide_explains_every_number_with_its_text() {
    let page = read(&workspace().join("guide/src/reference/errors.md"));
    let mut explained = BTreeMap::new();
    for part in page.split("\n## TH").skip(1) {
        let (number, rest) = part.split_once('\n').expect("a heading");
        let number = format!("TH{}", number.trim());
        let text = rest.trim_start().strip_prefix("```text\n").and_then(|rest| rest.split_once("\n```\n"));
        let (text, explanation) = text.unwrap_or_else(|| panic!("{number} has no text below its heading"));
        assert!(!explanation.trim_start().starts_with('#'), "{number} has a text and no explanation");
        let twice = explained.insert(number.clone(), text.to_owned());
        assert!(twice.is_none(), "{number} has two headings");
    }
    let catalogue = catalogue();
    for (number, text) in &catalogue {
        assert_eq!(explained.get(number), Some(text), "{number} in the guide, and in the source");
    }
    let unknown: Vec<_> = explained.keys().filter(|number| !catalogue.contains_key(*number)).collect();
    assert!(unknown.is_empty(), "the guide explains what does not exist: {unknown:?}");
}

fn cases() -> Vec<(PathBuf, String)> {
    let texts = files(&workspace().join("thespian-derive-tests/ui"), "stderr");
    texts.into_iter().map(|path| (path.clone(), read(&path))).collect()
}

#[test]
fn a_case_shows_every_number() {
    let shown: BTreeSet<_> = cases()
        .iter()
        .flat_map(|(_, text)| numbers(text).map(|(_, number)| number).collect::<Vec<_>>())
        .collect();
    let all: BTreeSet<_> = catalogue().into_keys().collect();
    let without: Vec<_> = all.difference(&shown).collect();
    assert!(without.is_empty(), "no case shows {without:?}");
    let unknown: Vec<_> = shown.difference(&all).collect();
    assert!(unknown.is_empty(), "cases show what does not exist: {unknown:?}");
}

#[test]
fn sixty_cases_show_what_no_other_does() {
    let mut shown_by = BTreeMap::<String, BTreeSet<PathBuf>>::new();
    for (path, text) in cases() {
        for line in text.lines().filter(|line| line.starts_with("error")) {
            shown_by.entry(line.to_owned()).or_default().insert(path.clone());
        }
    }
    let alone: BTreeSet<_> =
        shown_by.values().filter(|paths| paths.len() == 1).flat_map(|paths| paths.first()).collect();
    assert!(alone.len() >= 60, "only {} cases show a text of their own", alone.len());
}
