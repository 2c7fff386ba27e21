//! What `#[message]` reads of a struct or an enum.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Data, DeriveInput, Field, Fields, GenericArgument, LitStr, Meta, Path, PathArguments, Token,
    Type, TypeReference, parse_quote,
};

use super::form::{Form, forms};
use super::told::Case;
use crate::catalogue;
use crate::diag::Diagnostics;
use crate::items::{cfgs, is, ungrouped, written};
use crate::options::Given;
use crate::owned::name_of_owned;
use crate::runtime::Runtime;

pub(crate) const OPTIONS: [&str; 3] = ["name", "local", "derive"];

/// What is said of a message beside its definition.
#[derive(Default)]
pub(crate) struct Options {
    /// Its name in other processes, if that is not its path.
    name: Option<String>,
    /// Whether it stays in its process, and so needs no codec.
    pub(crate) local: bool,
    /// What is to be derived besides.
    derives: Vec<Path>,
}

pub(crate) struct Definition {
    pub(super) runtime: Runtime,
    pub(super) cfgs: Vec<Attribute>,
    /// The item, with what serde has to be told.
    pub(super) input: DeriveInput,
    pub(super) name: Option<String>,
    pub(super) local: bool,
    /// What it derives beyond the derives that it has itself.
    pub(super) derives: Vec<TokenStream>,
    /// Whether serde's are among them.
    pub(super) derives_serde: bool,
    /// What it looks like, also under conditions.
    pub(super) forms: Vec<(Option<Meta>, Form)>,
}

impl Options {
    /// Those of a message that stays in its process.
    pub(super) fn local() -> Self {
        Options { local: true, ..Options::default() }
    }

    pub(crate) fn read(given: &[Given], diagnostics: &mut Diagnostics) -> Self {
        let mut options = Options::default();
        for option in given {
            match option.name.as_str() {
                "name" => options.name = option.name("name = \"shop.order\"", diagnostics),
                "local" => options.local = option.flag(diagnostics),
                _ => {
                    let parser = Punctuated::<Path, Token![,]>::parse_terminated;
                    match option.list().map(|paths| parser.parse2(paths.clone())) {
                        Some(Ok(paths)) => options.derives = paths.into_iter().collect(),
                        _ => diagnostics.error(option.value(), catalogue::derive_form()),
                    }
                }
            }
        }
        options
    }
}

impl Definition {
    /// Whether the message stays in its process.
    pub(crate) fn is_local(&self) -> bool {
        self.local
    }

    /// Hands the item back where it can be no message.
    pub(crate) fn new(
        runtime: Runtime,
        options: Options,
        mut input: DeriveInput,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, Box<DeriveInput>> {
        if let Data::Union(data) = &input.data {
            diagnostics.error(data.union_token, catalogue::message_union());
            return Err(Box::new(input));
        }
        for lifetime in input.generics.lifetimes() {
            diagnostics.error(lifetime, catalogue::message_borrows());
        }
        if input.generics.lifetimes().next().is_some() {
            return Err(Box::new(input));
        }
        let Options { name, local, derives: wished } = options;
        let forms = if local { vec![(None, Form::Opaque)] } else { forms(&input) };
        let cfgs = cfgs(&input.attrs);
        if local {
            let derives = wished.iter().map(ToTokens::to_token_stream).collect();
            return Ok(Definition {
                runtime,
                cfgs,
                input,
                name,
                local,
                derives,
                derives_serde: false,
                forms,
            });
        }
        if says_what_is_borrowed(&mut input.data, diagnostics) {
            return Err(Box::new(input));
        }
        let (derives, derives_serde) = derives(&input.attrs, &wished, &runtime);
        let bytes = runtime.private("bytes");
        for field in all_fields(&mut input.data) {
            if is_bytes(&field.ty) {
                let attrs = as_bytes(&field.attrs, &bytes);
                field.attrs.extend(attrs);
            }
        }
        Ok(Definition { runtime, cfgs, input, name, local, derives, derives_serde, forms })
    }
}

fn all_fields(data: &mut Data) -> impl Iterator<Item = &mut Field> {
    let all: Vec<&mut Fields> = match data {
        Data::Struct(data) => vec![&mut data.fields],
        Data::Enum(data) => data.variants.iter_mut().map(|variant| &mut variant.fields).collect(),
        Data::Union(_) => Vec::new(),
    };
    all.into_iter().flatten()
}

/// Whether a field is a reference, which no other process could have.
fn says_what_is_borrowed(data: &mut Data, diagnostics: &mut Diagnostics) -> bool {
    let mut borrowed = false;
    for field in all_fields(data) {
        if let Some(reference) = reference_in(&field.ty) {
            diagnostics.error(reference, catalogue::message_reference(name_of_owned(&reference.elem)));
            borrowed = true;
        }
    }
    borrowed
}

/// The reference that a type is, or has as a parameter.
fn reference_in(ty: &Type) -> Option<&TypeReference> {
    match ungrouped(ty) {
        Type::Reference(reference) => Some(reference),
        Type::Path(path) => path.path.segments.iter().find_map(|segment| match &segment.arguments {
            PathArguments::AngleBracketed(arguments) if segment.ident != "PhantomData" => {
                arguments.args.iter().find_map(|argument| match argument {
                    GenericArgument::Type(ty) => reference_in(ty),
                    _ => None,
                })
            }
            _ => None,
        }),
        _ => None,
    }
}

fn is_bytes(ty: &Type) -> bool {
    let text = written(ty);
    text == "Vec<u8>" || text.ends_with("::Vec<u8>")
}

/// What tells serde to write a field as bytes, in each case in which it is told nothing else.
fn as_bytes(attrs: &[Attribute], codec: &LitStr) -> Vec<Attribute> {
    let cases = Case::all(attrs).unwrap_or_default();
    let cases = cases.into_iter().filter(|case| case.told(attrs).travels_as_its_type());
    let attr = |case: Case| match case.condition() {
        Some(condition) => parse_quote!(#[cfg_attr(#condition, serde(with = #codec))]),
        None => parse_quote!(#[serde(with = #codec)]),
    };
    cases.map(attr).collect()
}

/// The derives of a message, without those that stand below the attribute; and whether serde's are among them.
fn derives(attrs: &[Attribute], wished: &[Path], runtime: &Runtime) -> (Vec<TokenStream>, bool) {
    let mut there: Vec<Path> = Vec::new();
    for attr in attrs.iter().filter(|attr| is(attr, "derive")) {
        let paths = attr.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
        there.extend(paths.into_iter().flatten());
    }
    let names = |paths: &[Path], name: &str| {
        paths.iter().any(|path| path.segments.last().is_some_and(|last| last.ident == name))
    };
    let mut derives: Vec<_> = wished.iter().map(ToTokens::to_token_stream).collect();
    let mut derives_serde = false;
    let wanted = [
        ("Clone", quote!(::core::clone::Clone)),
        ("Debug", quote!(::core::fmt::Debug)),
        ("Serialize", quote!(#runtime::__private::serde::Serialize)),
        ("Deserialize", quote!(#runtime::__private::serde::Deserialize)),
    ];
    for (name, path) in wanted {
        if !names(&there, name) && !names(wished, name) {
            derives_serde |= matches!(name, "Serialize" | "Deserialize");
            derives.push(path);
        }
    }
    (derives, derives_serde)
}
