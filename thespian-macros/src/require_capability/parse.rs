//! What `#[require_capability]` reads of its options.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, ExprUnary, Lit, LitStr, Token, UnOp};

use crate::catalogue;
use crate::diag::Diagnostics;
use crate::options::literal;
use crate::runtime::Runtime;

/// One capability that an actor needs.
pub(crate) struct Required {
    name: LitStr,
    value: Value,
}

/// A `RequiredValue`.
enum Value {
    Truthy,
    One(&'static str, TokenStream),
    List(Vec<Value>),
}

impl Required {
    pub(crate) fn expand(&self, runtime: &Runtime) -> TokenStream {
        let (name, value) = (&self.name, self.value.expand(runtime));
        quote!(#runtime::Requirement::new(#name, #value))
    }
}

impl Value {
    fn expand(&self, runtime: &Runtime) -> TokenStream {
        match self {
            Value::Truthy => quote!(#runtime::RequiredValue::Truthy),
            Value::One(variant, value) => {
                let variant = syn::Ident::new(variant, proc_macro2::Span::call_site());
                quote!(#runtime::RequiredValue::#variant(#value))
            }
            Value::List(values) => {
                let values = values.iter().map(|value| value.expand(runtime));
                quote!(#runtime::RequiredValue::List(&[#(#values),*]))
            }
        }
    }
}

pub(super) fn required(options: &TokenStream, diagnostics: &mut Diagnostics) -> Option<Required> {
    let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
    let Ok(expressions) = parser.parse2(options.clone()) else {
        diagnostics.error(options, catalogue::capability_usage());
        return None;
    };
    let mut expressions = expressions.into_iter();
    let name = expressions.next();
    let Some(Lit::Str(name)) = name.as_ref().and_then(literal).cloned() else {
        diagnostics.error(name, catalogue::capability_name());
        return None;
    };
    if name.value().is_empty() {
        diagnostics.error(&name, catalogue::empty_name());
    }
    let value = match expressions.next() {
        None => Value::Truthy,
        Some(written) => match value(&written) {
            Ok(value) => value,
            Err(wrong) => {
                diagnostics.error(wrong, catalogue::capability_value());
                return None;
            }
        },
    };
    if let Some(second) = expressions.next() {
        diagnostics.error(second, catalogue::capability_values());
    }
    Some(Required { name, value })
}

/// A value that is written out, or what is not.
fn value(written: &Expr) -> Result<Value, &Expr> {
    let number = |lit: &Lit| match lit {
        Lit::Int(_) => Some("Int"),
        Lit::Float(_) => Some("Float"),
        _ => None,
    };
    match written {
        Expr::Lit(ExprLit { lit, .. }) => {
            let variant = match lit {
                Lit::Bool(_) => Some("Bool"),
                Lit::Str(_) => Some("Text"),
                other => number(other),
            };
            variant.map(|variant| Value::One(variant, lit.to_token_stream())).ok_or(written)
        }
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. })
            if let Expr::Lit(ExprLit { lit, .. }) = &**expr
                && let Some(variant) = number(lit) =>
        {
            Ok(Value::One(variant, written.to_token_stream()))
        }
        Expr::Array(array) => array.elems.iter().map(value).collect::<Result<_, _>>().map(Value::List),
        Expr::Reference(reference) => value(&reference.expr),
        Expr::Group(group) => value(&group.expr),
        other => Err(other),
    }
}
