//! The options of an attribute, `name = value` or a word, with commas between.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Meta, Path, Token};

use crate::catalogue;
use crate::diag::Diagnostics;
use crate::runtime::Runtime;

/// One option, of a name that is known and was not there before.
pub(crate) struct Given {
    pub(crate) name: String,
    meta: Meta,
}

/// Reads all options; those that are unknown or come twice are mistakes, and left out. `crate = …` is known
/// wherever there is a `runtime` for it to go to.
pub(crate) fn read(
    options: TokenStream,
    known: &[&str],
    runtime: Option<&mut Runtime>,
    diagnostics: &mut Diagnostics,
) -> Vec<Given> {
    let parser = Punctuated::<Meta, Token![,]>::parse_terminated;
    let mut given: Vec<Given> = Vec::new();
    let metas = match parser.parse2(options.clone()) {
        Ok(metas) => metas,
        Err(_) => {
            diagnostics.error(options, catalogue::malformed_options());
            return given;
        }
    };
    for meta in metas {
        let name = meta.path().to_token_stream().to_string();
        let is_known = known.contains(&name.as_str()) || (name == "crate" && runtime.is_some());
        if !is_known {
            let known = list(&name, known, runtime.is_some());
            diagnostics.error(meta.path(), catalogue::unknown_option(&name, known));
        } else if given.iter().any(|earlier| earlier.name == name) {
            diagnostics.error(meta.path(), catalogue::option_twice(name));
        } else {
            given.push(Given { name, meta });
        }
    }
    if let Some(runtime) = runtime
        && let Some(at) = given.iter().position(|option| option.name == "crate")
        && let Some(path) = given.remove(at).path("crate = my_crate::thespian", diagnostics)
    {
        *runtime = Runtime::at(path);
    }
    given
}

impl Given {
    /// The tokens of the value, or of the option itself where there is none.
    pub(crate) fn value(&self) -> TokenStream {
        match &self.meta {
            Meta::NameValue(pair) => pair.value.to_token_stream(),
            other => other.to_token_stream(),
        }
    }

    /// A value that is a number, a text, or another literal.
    pub(crate) fn literal(&self) -> Option<&Lit> {
        match &self.meta {
            Meta::NameValue(pair) => literal(&pair.value),
            _ => None,
        }
    }

    /// A value that is a text.
    pub(crate) fn text(&self, usage: &str, diagnostics: &mut Diagnostics) -> Option<LitStr> {
        let Some(Lit::Str(text)) = self.literal() else {
            diagnostics.error(self.value(), catalogue::not_a_text(usage));
            return None;
        };
        Some(text.clone())
    }

    /// A value that is a text with something in it.
    pub(crate) fn name(&self, usage: &str, diagnostics: &mut Diagnostics) -> Option<String> {
        let text = self.text(usage, diagnostics)?;
        if text.value().is_empty() {
            diagnostics.error(text, catalogue::empty_name());
            return None;
        }
        Some(text.value())
    }

    /// A value that is the name of something in the user's code.
    pub(crate) fn ident(&self, usage: &str, diagnostics: &mut Diagnostics) -> Option<Ident> {
        let ident = match &self.meta {
            Meta::NameValue(pair) => path(&pair.value).and_then(|path| path.get_ident().cloned()),
            _ => None,
        };
        if ident.is_none() {
            diagnostics.error(self.value(), catalogue::not_a_name(usage));
        }
        ident
    }

    /// A value that is a path.
    pub(crate) fn path(&self, usage: &str, diagnostics: &mut Diagnostics) -> Option<Path> {
        match &self.meta {
            Meta::NameValue(pair) if let Some(path) = path(&pair.value) => Some(path),
            _ => {
                diagnostics.error(self.value(), catalogue::not_a_path(usage));
                None
            }
        }
    }

    /// Whether it is a word alone, as it should be.
    pub(crate) fn flag(&self, diagnostics: &mut Diagnostics) -> bool {
        if matches!(self.meta, Meta::Path(_)) {
            return true;
        }
        diagnostics.error(&self.meta, catalogue::not_a_flag(&self.name));
        false
    }

    /// What stands in parentheses behind it.
    pub(crate) fn list(&self) -> Option<&TokenStream> {
        match &self.meta {
            Meta::List(list) => Some(&list.tokens),
            _ => None,
        }
    }
}

/// A path, also as a text, as serde takes it.
fn path(value: &Expr) -> Option<Path> {
    match value {
        Expr::Path(path) if path.qself.is_none() && path.attrs.is_empty() => Some(path.path.clone()),
        Expr::Group(group) => path(&group.expr),
        other => match literal(other)? {
            Lit::Str(text) => text.parse_with(Path::parse_mod_style).ok(),
            _ => None,
        },
    }
}

/// A literal, also where a `macro_rules` wrapped it.
pub(crate) fn literal(value: &Expr) -> Option<&Lit> {
    match value {
        Expr::Lit(ExprLit { lit, .. }) => Some(lit),
        Expr::Group(group) => literal(&group.expr),
        _ => None,
    }
}

/// The one that was meant, or all there are.
fn list(name: &str, known: &[&str], with_crate: bool) -> String {
    let near = known.iter().map(|other| (strsim::damerau_levenshtein(name, other), other));
    let near = near.filter(|(distance, other)| *distance <= 1 + other.len() / 3).min();
    if let Some((_, meant)) = near {
        return format!("did you mean `{meant}`?");
    }
    let all: Vec<_> =
        known.iter().chain(with_crate.then_some(&"crate")).map(|name| format!("`{name}`")).collect();
    format!("there is {}", all.join(", "))
}
