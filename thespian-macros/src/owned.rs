//! What is borrowed in a type, and what would be owned in its place.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{GenericArgument, Ident, Lifetime, PathArguments, Type, TypePath, parse_quote};

use crate::items::{ungrouped, written};
use crate::runtime::Runtime;

/// Types that hold what they say, so that a message of one is made of messages.
const HOLDS_MESSAGES: [&str; 11] =
    ["Option", "Result", "Box", "Vec", "VecDeque", "HashMap", "HashSet", "BTreeMap", "BTreeSet", "Arc", "Rc"];

/// The owned type of what a reference leads to: named so that it is found whatever the user's own types are called, or,
/// without a runtime, as people write it.
pub(crate) fn owned(referenced: &Type, runtime: Option<&Runtime>) -> Type {
    let home = runtime.map(|runtime| quote!(#runtime::__private::));
    match ungrouped(referenced) {
        Type::Path(path) if path.path.is_ident("str") => parse_quote!(#home String),
        Type::Slice(slice) => {
            let element = &slice.elem;
            parse_quote!(#home Vec<#element>)
        }
        other => other.clone(),
    }
}

/// A part of a type that is borrowed, and what to write for it.
pub(crate) struct Borrowed {
    pub(crate) at: TokenStream,
    pub(crate) owned: String,
}

/// Whether a message of this type has one of that type in it.
pub(crate) fn holds(ty: &Type, parameter: &Ident) -> bool {
    match ungrouped(ty) {
        Type::Path(path) if path.path.get_ident() == Some(parameter) => true,
        Type::Path(path) => path.path.segments.last().is_some_and(|last| match &last.arguments {
            PathArguments::AngleBracketed(arguments) if is_transparent(&last.ident) => {
                arguments.args.iter().any(|argument| match argument {
                    GenericArgument::Type(ty) => holds(ty, parameter),
                    _ => false,
                })
            }
            _ => false,
        }),
        Type::Array(array) => holds(&array.elem, parameter),
        Type::Tuple(tuple) => tuple.elems.iter().any(|element| holds(element, parameter)),
        _ => false,
    }
}

fn is_transparent(name: &Ident) -> bool {
    HOLDS_MESSAGES.into_iter().any(|known| name == known)
}

/// The type with everything in it owned, and what was borrowed. A type that is not known may hold a `&'static` as well
/// as anything else.
pub(crate) fn all_owned(ty: &Type, runtime: &Runtime) -> (Type, Vec<Borrowed>) {
    let (mut ty, mut borrowed) = (ungrouped(ty).clone(), Vec::new());
    own(&mut ty, true, runtime, &mut borrowed);
    (ty, borrowed)
}

fn own(ty: &mut Type, holds_messages: bool, runtime: &Runtime, borrowed: &mut Vec<Borrowed>) {
    match ty {
        Type::Paren(paren) => own(&mut paren.elem, holds_messages, runtime, borrowed),
        Type::Group(group) => own(&mut group.elem, holds_messages, runtime, borrowed),
        Type::Array(array) => own(&mut array.elem, holds_messages, runtime, borrowed),
        Type::Tuple(tuple) => {
            for element in &mut tuple.elems {
                own(element, holds_messages, runtime, borrowed);
            }
        }
        Type::Reference(reference)
            if holds_messages || !reference.lifetime.as_ref().is_some_and(is_static) =>
        {
            borrowed
                .push(Borrowed { at: reference.to_token_stream(), owned: name_of_owned(&reference.elem) });
            *ty = owned(&reference.elem, Some(runtime));
            // What is behind it is said with it.
            own(ty, holds_messages, runtime, &mut Vec::new());
        }
        Type::Path(path) => {
            let at = path.to_token_stream();
            if own_path(path, runtime, borrowed) {
                *ty = of_cow(path, runtime).unwrap_or_else(|| ty.clone());
                borrowed.push(Borrowed { at, owned: name_of_owned(ty) });
            }
        }
        _ => {}
    }
}

/// Whether the path itself borrows, by a lifetime; if it does, it becomes the one of what borrows from nobody.
fn own_path(path: &mut TypePath, runtime: &Runtime, borrowed: &mut Vec<Borrowed>) -> bool {
    let mut borrows = false;
    for segment in &mut path.path.segments {
        let holds_messages = is_transparent(&segment.ident);
        let PathArguments::AngleBracketed(arguments) = &mut segment.arguments else { continue };
        for argument in &mut arguments.args {
            match argument {
                GenericArgument::Type(ty) => own(ty, holds_messages, runtime, borrowed),
                GenericArgument::Lifetime(lifetime) if !is_static(lifetime) => {
                    borrows = true;
                    *lifetime = Lifetime::new("'static", lifetime.span());
                }
                _ => {}
            }
        }
    }
    borrows
}

/// What a `Cow` becomes, if it is one.
fn of_cow(path: &TypePath, runtime: &Runtime) -> Option<Type> {
    let last = path.path.segments.last().filter(|last| last.ident == "Cow")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(owned(ty, Some(runtime))),
        _ => None,
    })
}

/// What is written for a reference to that, or for a type that `owned` made.
pub(crate) fn name_of_owned(referenced: &Type) -> String {
    let written = written(&owned(referenced, None));
    written.split_once("::__private::").map_or(written.clone(), |(_, rest)| rest.to_owned())
}

fn is_static(lifetime: &Lifetime) -> bool {
    lifetime.ident == "static"
}
