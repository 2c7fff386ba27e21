//! The runtime crate, as generated code names it.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{LitStr, Path, parse_quote};

/// `::thespian`, or what the option `crate = …` says.
#[derive(Clone)]
pub(crate) struct Runtime(Path);

impl Default for Runtime {
    fn default() -> Self {
        Runtime(parse_quote!(::thespian))
    }
}

impl Runtime {
    pub(crate) fn at(path: Path) -> Self {
        Runtime(path)
    }

    /// The path of one of its hidden items, as serde's attributes take it.
    pub(crate) fn private(&self, item: &str) -> LitStr {
        let path = self.to_token_stream().to_string().replace(' ', "");
        LitStr::new(&format!("{path}::__private::{item}"), Span::call_site())
    }
}

impl ToTokens for Runtime {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}
