//! The macros as functions over tokens: what they write, and what they do with what is no program.

mod expansions;
mod robust;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Item, Meta};

use crate::{actor, main_fn, message, receive, require_capability};

/// The macros by their names.
const MACROS: [&str; 5] = ["actor", "receive", "message", "require_capability", "main"];

fn expand(name: &str, options: TokenStream, item: TokenStream) -> TokenStream {
    match name {
        "actor" => actor::expand(options, item),
        "receive" => receive::expand(options, item),
        "message" => message::expand(options, item),
        "require_capability" => require_capability::expand(&options, item),
        "main" => main_fn::expand(options, item),
        other => panic!("there is no macro `{other}`"),
    }
}

/// Takes the first of our attributes off an item: which macro, its options, and the item without it.
fn invocation(mut item: Item) -> Option<(&'static str, TokenStream, TokenStream)> {
    let attrs: &mut Vec<Attribute> = match &mut item {
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Fn(item) => &mut item.attrs,
        _ => return None,
    };
    let (at, name) = attrs.iter().enumerate().find_map(|(at, attr)| {
        let name = attr.path().segments.last()?.ident.to_string();
        Some((at, MACROS.into_iter().find(|known| *known == name)?))
    })?;
    let options = match attrs.remove(at).meta {
        Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    };
    Some((name, options, item.into_token_stream()))
}

/// What the compiler may understand and the parser does not is not left out in silence.
#[test]
fn a_handler_that_does_not_parse_is_left_out_and_said_to_be() {
    let block = "impl Counter { fn get(&mut self _: &()) {} fn add(&mut self, by: &i64) {} }";
    let written = expand("receive", TokenStream::new(), block.parse().expect("tokens")).to_string();
    assert!(written.contains("must_use") && written.contains("Handles < i64 >"), "{written}");
    assert!(!written.contains("Handles < () >") && !written.contains("compile_error"), "{written}");
}
