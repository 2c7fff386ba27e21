//! What `#[require_capability]` reads of its options.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::{Error, Expr, ExprLit, ExprUnary, Lit, LitStr, Result, Token, UnOp};

pub(super) const USAGE: &str =
    "write `#[require_capability(\"name\")]`, or `#[require_capability(\"name\", value)]`";

/// One capability that an actor needs.
pub(crate) struct Required {
    name: LitStr,
    /// A `RequiredValue`.
    value: TokenStream,
}

impl ToTokens for Required {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Required { name, value } = self;
        tokens.extend(quote!(::thespian::Requirement::new(#name, #value)));
    }
}

pub(crate) fn required(options: TokenStream) -> Result<Required> {
    let parser = |input: ParseStream<'_>| {
        let name: Expr = input.parse()?;
        let Expr::Lit(ExprLit { lit: Lit::Str(name), .. }) = name else {
            return Err(Error::new_spanned(name, format!("a capability's name is a text: {USAGE}")));
        };
        if name.value().is_empty() {
            return Err(Error::new_spanned(name, "a capability's name has at least one letter"));
        }
        let mut value = quote!(::thespian::RequiredValue::Truthy);
        if input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            value = self::value(&input.parse()?)?;
            input.parse::<Option<Token![,]>>()?;
        }
        if !input.is_empty() {
            let rest: TokenStream = input.parse()?;
            return Err(Error::new_spanned(
                rest,
                format!("a capability has one value: {USAGE}; stack several"),
            ));
        }
        Ok(Required { name, value })
    };
    parser.parse2(options)
}

fn value(value: &Expr) -> Result<TokenStream> {
    let with = |variant: &str, value: &dyn ToTokens| {
        let variant = syn::Ident::new(variant, proc_macro2::Span::call_site());
        let value = value.to_token_stream();
        Ok(quote!(::thespian::RequiredValue::#variant(#value)))
    };
    let number = |lit: &Lit| match lit {
        Lit::Int(_) => Some("Int"),
        Lit::Float(_) => Some("Float"),
        _ => None,
    };
    match value {
        Expr::Lit(ExprLit { lit: Lit::Bool(lit), .. }) => with("Bool", lit),
        Expr::Lit(ExprLit { lit: Lit::Str(lit), .. }) => with("Text", lit),
        Expr::Lit(ExprLit { lit, .. }) if let Some(variant) = number(lit) => with(variant, value),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. })
            if let Expr::Lit(ExprLit { lit, .. }) = &**expr
                && let Some(variant) = number(lit) =>
        {
            with(variant, value)
        }
        Expr::Array(array) => {
            let values = array.elems.iter().map(self::value).collect::<Result<Vec<_>>>()?;
            with("List", &quote!(&[#(#values),*]))
        }
        Expr::Reference(reference) => self::value(&reference.expr),
        Expr::Group(group) => self::value(&group.expr),
        other => Err(Error::new_spanned(
            other,
            "the value of a capability is written out here: `true`, a number, a text, or a list of these; \
             `#[capability_check]` decides in code",
        )),
    }
}
