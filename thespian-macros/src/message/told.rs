//! What serde is told about a message, a variant, or a field, also where it is told under a condition.

use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{Attribute, LitStr, Meta, Token, parse_quote};

use crate::items::written;

/// More conditions than these make more cases than anyone could want to compile.
const MOST_CONDITIONS: usize = 4;

/// What serde is told about a field or a variant.
#[derive(Default)]
pub(super) struct Told {
    pub(super) rename: Option<String>,
    pub(super) skip: bool,
    /// What reads and writes it instead of its type: `with hex`.
    pub(super) codec: Vec<String>,
    /// Something else, which changes the form in a way that is not known here.
    pub(super) strange: bool,
}

/// Which of the conditions hold that serde's attributes stand behind: `#[cfg_attr(condition, serde(…))]`. A macro does
/// not learn that, so it writes something for each case, and the compiler takes the right one.
#[derive(Clone, Default)]
pub(super) struct Case(Vec<(Meta, bool)>);

impl Case {
    /// All that there are; nothing if they are too many, or if one is not understood.
    pub(super) fn all<'a>(attrs: impl IntoIterator<Item = &'a Attribute>) -> Option<Vec<Case>> {
        let (mut conditions, mut texts) = (Vec::new(), Vec::new());
        for attr in attrs {
            let gather = &mut |_: &Meta, behind: &[Meta]| {
                for condition in behind {
                    let text = condition.to_token_stream().to_string();
                    if !texts.contains(&text) {
                        texts.push(text);
                        conditions.push(condition.clone());
                    }
                }
            };
            each_of_serde(&attr.meta, &mut Vec::new(), gather).ok()?;
        }
        if conditions.len() > MOST_CONDITIONS {
            return None;
        }
        let mut cases = vec![Case::default()];
        for condition in conditions {
            cases = [true, false]
                .into_iter()
                .flat_map(|holds| cases.iter().map(move |case| (case, holds)))
                .map(|(case, holds)| {
                    Case(case.0.iter().cloned().chain([(condition.clone(), holds)]).collect())
                })
                .collect();
        }
        Some(cases)
    }

    /// The condition of the case itself, where there are others.
    pub(super) fn condition(&self) -> Option<Meta> {
        let mut all = self.0.iter().map(|(condition, holds)| match holds {
            true => condition.clone(),
            false => parse_quote!(not(#condition)),
        });
        match (all.next()?, all) {
            (one, rest) if rest.len() == 0 => Some(one),
            (first, rest) => Some(parse_quote!(all(#first #(, #rest)*))),
        }
    }

    fn holds(&self, condition: &Meta) -> bool {
        let text = condition.to_token_stream().to_string();
        self.0.iter().any(|(other, holds)| *holds && other.to_token_stream().to_string() == text)
    }

    /// What serde is told by these attributes.
    pub(super) fn told(&self, attrs: &[Attribute]) -> Told {
        let mut told = Told::default();
        for attr in attrs {
            let read = each_of_serde(&attr.meta, &mut Vec::new(), &mut |meta, behind| {
                if behind.iter().all(|condition| self.holds(condition)) {
                    told.read(meta);
                }
            });
            told.strange |= read.is_err();
        }
        told
    }
}

/// Each attribute of serde's, with the conditions that it stands behind.
fn each_of_serde(
    meta: &Meta,
    behind: &mut Vec<Meta>,
    each: &mut dyn FnMut(&Meta, &[Meta]),
) -> syn::Result<()> {
    if meta.path().is_ident("serde") {
        each(meta, behind);
    } else if meta.path().is_ident("cfg_attr") {
        let parts = meta.require_list()?.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?;
        let mut parts = parts.into_iter();
        behind.extend(parts.next());
        for part in parts {
            each_of_serde(&part, behind, each)?;
        }
        behind.pop();
    }
    Ok(())
}

impl Told {
    /// Whether it travels as its type does: serde is told nothing else.
    pub(super) fn travels_as_its_type(&self) -> bool {
        !self.skip && !self.strange && self.codec.is_empty()
    }

    fn read(&mut self, meta: &Meta) {
        let read = meta.require_list().and_then(|list| list.parse_nested_meta(|meta| self.read_one(&meta)));
        self.strange |= read.is_err();
    }

    fn read_one(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        let name = meta.path.to_token_stream().to_string();
        match name.as_str() {
            "rename" if meta.input.peek(Token![=]) => {
                self.rename = Some(meta.value()?.parse::<LitStr>()?.value());
                return Ok(());
            }
            "with" | "serialize_with" | "deserialize_with" => {
                self.codec.push(format!("{name} {}", meta.value()?.parse::<LitStr>()?.value()));
                return Ok(());
            }
            "skip" => self.skip = true,
            "alias" | "bound" | "default" | "deny_unknown_fields" | "skip_serializing_if" | "crate" => {}
            _ => self.strange = true,
        }
        if meta.input.peek(Token![=]) {
            meta.value()?.parse::<syn::Expr>()?;
        } else if meta.input.peek(syn::token::Paren) {
            meta.input.parse::<proc_macro2::Group>()?;
        }
        Ok(())
    }

    /// The name of a part that travels as its codec wants: only that knows it.
    pub(super) fn name_of_coded(&self, ty: &syn::Type) -> String {
        format!("{} {}", written(ty), self.codec.join(", "))
    }
}
