//! What the macros write, beside what they read: `expansions/*.rs` and `expansions/*.expanded.rs`.
//!
//! `UPDATE=1 cargo test -p thespian-macros` writes the second anew; what changed is read in the diff.

use std::fs;
use std::path::Path;

use syn::{File, Item};

use super::{expand, invocation};

/// Expands until nothing of ours is left.
fn expanded(item: Item, into: &mut Vec<Item>) {
    let Some((name, options, rest)) = invocation(item.clone()) else { return into.push(item) };
    let tokens = expand(name, options, rest);
    let file: File = syn::parse2(tokens).expect("what a macro writes is Rust");
    for item in file.items {
        expanded(item, into);
    }
}

fn compare(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("expansions");
    let text = fs::read_to_string(folder.join(format!("{name}.rs"))).expect("a program");
    let mut file = syn::parse_file(&text).expect("it is Rust");
    let mut items = Vec::new();
    for item in std::mem::take(&mut file.items) {
        expanded(item, &mut items);
    }
    file.items = items;
    let found = prettyplease::unparse(&file);
    let path = folder.join(format!("{name}.expanded.rs"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &found).expect("the folder may be written to");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == kept,
        "{} is not what the macros write now; `UPDATE=1 cargo test -p thespian-macros` shows it in the diff",
        path.display()
    );
}

#[test]
fn a_counter() {
    compare("counter");
}

#[test]
fn everything_that_can_be_said() {
    compare("everything");
}

#[test]
fn a_generic_actor() {
    compare("generic");
}
