//! What is no program: truncated, garbled, and half-typed tokens, as an editor hands them to a macro.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

use super::{MACROS, expand, invocation};

/// How many inputs each macro is given.
const ROUNDS: u32 = 6_000;

/// Numbers that look like chance, and are the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn token(&mut self) -> TokenTree {
        const WORDS: [&str; 34] = [
            "self",
            "mut",
            "fn",
            "impl",
            "struct",
            "enum",
            "union",
            "async",
            "unsafe",
            "const",
            "where",
            "for",
            "pub",
            "crate",
            "dyn",
            "Self",
            "as",
            "message",
            "init",
            "unhandled",
            "capability_check",
            "cfg",
            "actor",
            "receive",
            "name",
            "local",
            "derive",
            "mailbox",
            "String",
            "Vec",
            "Context",
            "AnyMessage",
            "serde",
            "r#type",
        ];
        match self.below(9) {
            0 => Literal::string("text").into(),
            1 => Literal::u64_unsuffixed(7).into(),
            2 => Punct::new(self.punct(), Spacing::Alone).into(),
            3 => Punct::new(self.punct(), Spacing::Joint).into(),
            4 => {
                let delimiter =
                    [Delimiter::Brace, Delimiter::Bracket, Delimiter::Parenthesis, Delimiter::None];
                Group::new(delimiter[self.below(4)], self.some_tokens()).into()
            }
            _ => match WORDS[self.below(WORDS.len())].strip_prefix("r#") {
                Some(raw) => Ident::new_raw(raw, Span::call_site()).into(),
                None => Ident::new(WORDS[self.below(WORDS.len() - 1)], Span::call_site()).into(),
            },
        }
    }

    fn punct(&mut self) -> char {
        const PUNCTS: &[u8] = b"=,;:<>&*#!?+-|.@$'";
        char::from(PUNCTS[self.below(PUNCTS.len() - 1)])
    }

    fn some_tokens(&mut self) -> TokenStream {
        let count = self.below(4);
        (0..count).map(|_| self.token()).collect()
    }

    /// The same tokens with some left out, doubled, swapped, or replaced, at any depth.
    fn garbled(&mut self, tokens: TokenStream, rarely: usize) -> TokenStream {
        let mut new: Vec<TokenTree> = Vec::new();
        for token in tokens {
            let token = match token {
                TokenTree::Group(group) => {
                    let mut delimiter = group.delimiter();
                    if self.one_in(rarely * 4) {
                        delimiter = Delimiter::None;
                    }
                    Group::new(delimiter, self.garbled(group.stream(), rarely)).into()
                }
                other => other,
            };
            if !self.one_in(rarely) {
                new.push(token);
                continue;
            }
            match self.below(5) {
                0 => {}
                1 => new.extend([token.clone(), token]),
                2 => new.push(self.token()),
                3 => new.extend([self.token(), token]),
                _ => {
                    new.push(token);
                    let (last, other) = (new.len() - 1, self.below(new.len()));
                    new.swap(last, other);
                }
            }
        }
        if self.one_in(rarely) {
            new.truncate(self.below(new.len() + 1));
        }
        new.into_iter().collect()
    }
}

/// Programs that use everything.
fn corpus() -> Vec<(&'static str, TokenStream, TokenStream)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("expansions");
    let mut found = Vec::new();
    for name in ["counter", "everything", "generic"] {
        let text = fs::read_to_string(folder.join(format!("{name}.rs"))).expect("a program");
        let items = syn::parse_file(&text).expect("it is Rust").items;
        found.extend(items.into_iter().filter_map(invocation));
    }
    let main = "fn main() -> thespian::Result<()> { let system = ActorSystem::new()?; system.shutdown() }";
    let main: TokenStream = main.parse().expect("it is Rust");
    found.push(("main", TokenStream::new(), main.clone()));
    found.push(("main", TokenStream::new(), format!("async {main}").parse().expect("it is Rust")));
    found
}

/// Whether each token of the first occurs in the second, in the same order.
fn is_within(part: &TokenStream, whole: &TokenStream) -> bool {
    let mut whole = flat(whole).into_iter();
    flat(part).into_iter().all(|token| whole.any(|other| other == token))
}

/// All names and literals one after another: punctuation that says nothing may be left out, and so may a `where`, and a
/// `pub` where the parser knows none, before a variant.
fn flat(tokens: &TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    for token in tokens.clone() {
        match token {
            TokenTree::Group(group) => found.extend(flat(&group.stream())),
            TokenTree::Ident(_) | TokenTree::Literal(_) => found.push(token.to_string()),
            TokenTree::Punct(_) => {}
        }
    }
    found.retain(|token| token != "where" && token != "pub");
    found
}

fn is_nothing(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::None && group.stream().is_empty())
}

/// The item without what a macro takes away: its own attributes.
fn without_ours(item: &TokenStream) -> TokenStream {
    let mut new: Vec<TokenTree> = Vec::new();
    for token in item.clone() {
        match token {
            TokenTree::Group(group)
                if group.delimiter() == Delimiter::Bracket && is_ours(&group.stream()) =>
            {
                // A group that cannot be seen, with nothing in it, is nothing.
                while new.last().is_some_and(is_nothing) {
                    new.pop();
                }
                if matches!(new.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == '#') {
                    new.pop();
                } else {
                    new.push(group.into());
                }
            }
            TokenTree::Group(group) => {
                new.push(Group::new(group.delimiter(), without_ours(&group.stream())).into());
            }
            other => new.push(other),
        }
    }
    new.into_iter().collect()
}

fn is_ours(attribute: &TokenStream) -> bool {
    const OURS: [&str; 7] =
        ["init", "unhandled", "capability_check", "message", "require_capability", "doc", "serde"];
    attribute.clone().into_iter().any(|token| OURS.contains(&token.to_string().as_str()))
}

/// Gives the macro that input: it may say what it likes, but the item has to come out, and no panic.
fn survives(name: &str, options: &TokenStream, item: &TokenStream) {
    let (given, taken) = (options.clone(), item.clone());
    let written = catch_unwind(|| expand(name, given, taken));
    let Ok(written) = written else { panic!("#[{name}({options})] panicked on:\n{item}") };
    let mut kept = without_ours(item);
    if name == "main" {
        // It runs in a block that is, instead.
        kept = kept.into_iter().filter(|token| token.to_string() != "async").collect();
    }
    assert!(
        is_within(&kept, &written),
        "#[{name}({options})] lost a part of its item:\n{item}\nand wrote:\n{written}"
    );
}

#[test]
fn whatever_a_macro_is_given_it_does_not_panic_and_emits_the_item() {
    let corpus = corpus();
    for (number, name) in MACROS.into_iter().enumerate() {
        let mut chance = Chance(number as u64);
        for round in 0..ROUNDS {
            // Mostly its own items, sometimes those of another.
            let own: Vec<_> = corpus.iter().filter(|(of, ..)| *of == name || round % 5 == 0).collect();
            let (_, options, item) = own[chance.below(own.len())];
            let rarely = [4, 20, 100][chance.below(3)];
            let options = if chance.one_in(2) { options.clone() } else { chance.garbled(options.clone(), 3) };
            let options = if chance.one_in(8) { chance.some_tokens() } else { options };
            survives(name, &options, &chance.garbled(item.clone(), rarely));
        }
    }
}

#[test]
fn an_item_that_ends_early_is_emitted_as_far_as_it_goes() {
    for (name, options, item) in corpus() {
        let tokens: Vec<_> = item.into_iter().collect();
        for end in 0..=tokens.len() {
            let mut head: Vec<_> = tokens[..end].to_vec();
            survives(name, &options, &head.iter().cloned().collect());
            // The last group ends early too.
            let Some(TokenTree::Group(group)) = head.pop() else { continue };
            let inner: Vec<_> = group.stream().into_iter().collect();
            for end in 0..inner.len() {
                let cut = Group::new(group.delimiter(), inner[..end].iter().cloned().collect());
                let item = head.iter().cloned().chain([cut.into()]).collect();
                survives(name, &options, &item);
            }
        }
        let other = MACROS.into_iter().find(|other| *other != name).expect("there are several");
        survives(other, &options, &tokens.into_iter().collect());
    }
}
