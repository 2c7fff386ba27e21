//! What `#[actor]` reads of a struct.

use proc_macro2::TokenStream;
use syn::parse::Parser;
use syn::{Generics, Ident, Item, parse2};

use crate::diag::{Diagnostics, text, unknown_option};

pub(crate) struct Declaration {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) name: Option<String>,
}

pub(crate) fn declaration(
    options: TokenStream,
    item: &TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Declaration> {
    let mut name = None;
    let parser = syn::meta::parser(|option| {
        if option.path.is_ident("name") {
            name = Some(text(&option)?);
            return Ok(());
        }
        Err(unknown_option(&option, &["name"]))
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
    Some(Declaration { ident, generics, name })
}
