//! The shape of the source: layers that import downwards only, and files that are read at one sitting.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The top-level modules, from the lowest layer to the highest. A module imports from layers below its own,
/// and from others of its own layer that come before it.
///
/// Only these may be imported from everywhere without being in a layer: the root and what it re-exports.
const LAYERS: &[&[&str]] = &[
    &["address", "capability", "message", "envelope", "status", "trace", "record"],
    &["actor"],
    &["admin"],
    &["carrier", "wire"],
    &["node"],
    &["base"],
    // Names what can go wrong in all of the above, for what is outside.
    &["error"],
    &["system"],
    &["testing"],
    &["bin"],
    // No layer: what users and generated code name.
    &["prelude", "__private", "lib"],
];

/// More lines than this, and a file wants to be two.
const MOST_LINES: usize = 500;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the source") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn all_files() -> Vec<(String, String)> {
    let mut found = Vec::new();
    files(&source(), &mut found);
    found.sort();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(source()).expect("below the source").display().to_string();
        (name, fs::read_to_string(&path).expect("a source file"))
    };
    found.into_iter().map(read).collect()
}

/// The code of a file: no comments, and nothing from its tests on.
fn code(text: &str) -> String {
    let lines = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
    lines.map(|line| line.split("//").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// The modules that a file names as `crate::module`.
fn imports(text: &str) -> Vec<String> {
    let code = code(text);
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let names: Vec<&str> = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or("").split(',').collect(),
            None => vec![rest],
        };
        for name in names {
            let word = |c: char| c.is_alphanumeric() || c == '_';
            found.push(name.trim_start().chars().take_while(|c| word(*c)).collect());
        }
    }
    found
}

fn rank(module: &str) -> Option<(usize, usize)> {
    LAYERS.iter().enumerate().find_map(|(layer, modules)| {
        modules.iter().position(|name| *name == module).map(|position| (layer, position))
    })
}

#[test]
fn modules_import_downwards_only() {
    let mut wrong = Vec::new();
    for (file, text) in all_files() {
        let module = file.split('/').next().unwrap_or(&file).trim_end_matches(".rs").to_owned();
        let own = rank(&module).unwrap_or_else(|| panic!("`{module}` has no layer: give it one in LAYERS"));
        if module == "lib" || module == "prelude" || module == "__private" {
            continue;
        }
        for import in imports(&text) {
            // What starts with a capital is the root's re-export: right in generated code only.
            let down = rank(&import).is_some_and(|other| other < own);
            // A macro is at the root, wherever it is written.
            let is_macro = import.starts_with("__") && rank(&import).is_none();
            if import != module && !down && !is_macro {
                wrong.push(format!("{file} imports `{import}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "against the layers:\n{}", wrong.join("\n"));
}

#[test]
fn bases_do_not_import_each_other() {
    for (file, text) in all_files() {
        let Some(rest) = file.strip_prefix("base/") else { continue };
        let Some((base, _)) = rest.split_once('/') else { continue };
        for (at, _) in text.match_indices("crate::base::") {
            let other: String =
                text[at + "crate::base::".len()..].chars().take_while(|c| c.is_lowercase()).collect();
            assert!(
                other.is_empty() || other == base || !source().join("base").join(&other).is_dir(),
                "{file} imports the base `{other}`"
            );
        }
    }
}

#[test]
fn every_file_is_read_at_one_sitting() {
    let long: BTreeMap<_, _> = all_files()
        .into_iter()
        .map(|(file, text)| (file, text.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .collect();
    assert!(long.is_empty(), "too long: {long:?}");
}

#[test]
fn only_two_files_may_be_unsafe() {
    let unsafe_files: Vec<_> = all_files()
        .into_iter()
        .filter(|(_, text)| code(text).contains("unsafe {") || code(text).contains("unsafe fn"))
        .map(|(file, _)| file)
        .collect();
    assert_eq!(unsafe_files, ["message/parcel/mod.rs", "message/parcel/row.rs"]);
}

/// More packages than this, this one included, are too many for who wants nothing special.
const MOST_PACKAGES: usize = 30;

#[test]
fn who_depends_on_this_crate_depends_on_few_others() {
    let tree = std::process::Command::new(env!("CARGO"))
        .args(["tree", "--package", "thespian", "--edges", "normal,build", "--prefix", "none"])
        .args(["--format", "{p}", "--locked", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs these tests");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8_lossy(&tree.stdout).into_owned();
    let packages: std::collections::BTreeSet<_> =
        tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty()).collect();
    assert!((10..=MOST_PACKAGES).contains(&packages.len()), "{}: {packages:?}", packages.len());
}
