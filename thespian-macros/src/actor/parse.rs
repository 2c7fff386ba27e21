//! What `#[actor]` reads of a struct.

use proc_macro2::{Span, TokenStream};
use syn::parse::Parser;
use syn::{Error, Generics, Ident, Item, LitStr, Result, parse2};

use crate::diag::{Diagnostics, text, unknown_option};

pub(crate) struct Declaration {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) name: Option<String>,
    /// A variant of `OnFailure`.
    pub(crate) on_failure: Ident,
}

pub(crate) fn declaration(
    options: TokenStream,
    item: &TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Declaration> {
    let mut name = None;
    let mut on_failure = Ident::new("Restart", Span::call_site());
    let parser = syn::meta::parser(|option| {
        if option.path.is_ident("name") {
            name = Some(text(&option)?);
            return Ok(());
        }
        if option.path.is_ident("on_failure") {
            on_failure = variant(&option.value()?.parse()?)?;
            return Ok(());
        }
        Err(unknown_option(&option, &["name", "on_failure"]))
    });
    diagnostics.take(parser.parse2(options));
    let (ident, generics) = match parse2::<Item>(item.clone()) {
        Ok(Item::Struct(item)) => (item.ident, item.generics),
        Ok(Item::Enum(item)) => (item.ident, item.generics),
        Ok(Item::Impl(item)) => {
            diagnostics.error(
                item.self_ty,
                "`#[actor]` goes on the definition of the struct; an `impl` block of handlers takes `#[receive]`",
            );
            return None;
        }
        Ok(other) => {
            diagnostics.error(other, "an actor is a struct or an enum");
            return None;
        }
        Err(error) => {
            diagnostics.push(error);
            return None;
        }
    };
    if let Some(lifetime) = generics.lifetimes().next() {
        diagnostics.error(lifetime, "an actor owns its state: it cannot borrow, so it has no lifetimes");
        return None;
    }
    Some(Declaration { ident, generics, name, on_failure })
}

/// The variant of `OnFailure` that a word names.
fn variant(word: &LitStr) -> Result<Ident> {
    let variant = match word.value().as_str() {
        "restart" => "Restart",
        "resume" => "Resume",
        "exit" => "Exit",
        _ => {
            return Err(Error::new_spanned(
                word,
                "an actor does `restart`, `resume`, or `exit` on a failure",
            ));
        }
    };
    Ok(Ident::new(variant, word.span()))
}
