//! What a message looks like as it travels, as far as its definition tells.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Data, DeriveInput, Fields, LitStr, Type};

use crate::items::cfgs;
use crate::runtime::Runtime;

/// What `thespian::form::Form` says in the running program.
pub(super) enum Form {
    Opaque,
    Unit,
    Tuple(Vec<Guarded<Part>>),
    Struct(Vec<Guarded<(String, Part)>>),
    Enum(Vec<Guarded<(String, Form)>>),
}

/// What is there under some conditions.
pub(super) struct Guarded<T> {
    cfgs: Vec<Attribute>,
    what: T,
}

/// The type of a part.
pub(super) enum Part {
    Of(Box<Type>),
    /// Only its codec knows: the type as it is written.
    Coded(String),
}

/// What serde is told about a field or a variant.
#[derive(Default)]
struct Told {
    rename: Option<String>,
    skip: bool,
    coded: bool,
    /// Something else, which changes the form in a way that is not known here.
    strange: bool,
}

pub(super) fn form(input: &DeriveInput) -> Form {
    let told = told(&input.attrs);
    if told.strange || told.coded {
        return Form::Opaque;
    }
    match &input.data {
        Data::Struct(data) => of_fields(&data.fields),
        Data::Enum(data) => {
            let mut variants = Vec::new();
            for variant in &data.variants {
                let told = self::told(&variant.attrs);
                let form = match of_fields(&variant.fields) {
                    _ if told.strange || told.coded => return Form::Opaque,
                    Form::Opaque => return Form::Opaque,
                    form => form,
                };
                if !told.skip {
                    let name = told.rename.unwrap_or_else(|| unraw(&variant.ident));
                    variants.push(Guarded { cfgs: cfgs(&variant.attrs), what: (name, form) });
                }
            }
            Form::Enum(variants)
        }
        Data::Union(_) => Form::Opaque,
    }
}

fn of_fields(fields: &Fields) -> Form {
    let (mut named, mut parts) = (Vec::new(), Vec::new());
    for field in fields {
        let told = told(&field.attrs);
        // Of parts without names, one that is left out changes what the others are.
        if told.strange || (told.skip && field.ident.is_none()) {
            return Form::Opaque;
        }
        if told.skip {
            continue;
        }
        let ty = &field.ty;
        let part = if told.coded {
            Part::Coded(ty.to_token_stream().to_string())
        } else {
            Part::Of(Box::new(ty.clone()))
        };
        let cfgs = cfgs(&field.attrs);
        match &field.ident {
            Some(ident) => {
                let what = (told.rename.unwrap_or_else(|| unraw(ident)), part);
                named.push(Guarded { cfgs, what });
            }
            None => parts.push(Guarded { cfgs, what: part }),
        }
    }
    match fields {
        Fields::Unit => Form::Unit,
        Fields::Named(_) => Form::Struct(named),
        Fields::Unnamed(_) => Form::Tuple(parts),
    }
}

fn unraw(ident: &syn::Ident) -> String {
    syn::ext::IdentExt::unraw(ident).to_string()
}

/// Whether a field travels as its type does: serde is told nothing else.
pub(super) fn travels_as_its_type(attrs: &[Attribute]) -> bool {
    let Told { skip, coded, strange, .. } = told(attrs);
    !(skip || coded || strange)
}

fn told(attrs: &[Attribute]) -> Told {
    let mut told = Told::default();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        let read = attr.parse_nested_meta(|meta| {
            match meta.path.to_token_stream().to_string().as_str() {
                "rename" if meta.input.peek(syn::Token![=]) => {
                    told.rename = Some(meta.value()?.parse::<LitStr>()?.value());
                    return Ok(());
                }
                "skip" => told.skip = true,
                "with" | "serialize_with" | "deserialize_with" => told.coded = true,
                "alias" | "bound" | "default" | "deny_unknown_fields" | "skip_serializing_if" | "crate" => {}
                _ => told.strange = true,
            }
            if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            } else if meta.input.peek(syn::token::Paren) {
                meta.input.parse::<proc_macro2::Group>()?;
            }
            Ok(())
        });
        told.strange |= read.is_err();
    }
    told
}

impl Form {
    /// The expression of a `Form`.
    pub(super) fn expand(&self, runtime: &Runtime) -> TokenStream {
        match self {
            Form::Opaque => quote!(#runtime::form::Form::Opaque),
            Form::Unit => quote!(#runtime::form::Form::Unit),
            Form::Tuple(parts) => {
                let parts = parts.iter().map(|part| part.expand(|part| part.expand(runtime)));
                quote!(#runtime::form::Form::Tuple(&[#(#parts),*]))
            }
            Form::Struct(fields) => {
                let field = |(name, part): &(String, Part)| {
                    let part = part.expand(runtime);
                    quote!(#runtime::form::Field::new(#name, #part))
                };
                let fields = fields.iter().map(|guarded| guarded.expand(field));
                quote!(#runtime::form::Form::Struct(&[#(#fields),*]))
            }
            Form::Enum(variants) => {
                let variant = |(name, form): &(String, Form)| {
                    let form = form.expand(runtime);
                    quote!(#runtime::form::Variant::new(#name, #form))
                };
                let variants = variants.iter().map(|guarded| guarded.expand(variant));
                quote!(#runtime::form::Form::Enum(&[#(#variants),*]))
            }
        }
    }
}

impl<T> Guarded<T> {
    /// One of the elements of an array.
    fn expand(&self, element: impl Fn(&T) -> TokenStream) -> TokenStream {
        let (cfgs, element) = (&self.cfgs, element(&self.what));
        quote!(#(#cfgs)* #element)
    }
}

impl Part {
    /// The expression of a `&TypeName`: the type's own if it is a message, otherwise what is written.
    fn expand(&self, runtime: &Runtime) -> TokenStream {
        match self {
            Part::Of(ty) => {
                let written = ty.to_token_stream().to_string().replace(' ', "");
                quote! {
                    #runtime::__private::name_or(
                        <#ty as #runtime::__private::Part>::TRAVELS,
                        #runtime::__private::NameOf::<#ty>::__NAME,
                        &#runtime::form::TypeName::new(#written),
                    )
                }
            }
            Part::Coded(written) => quote!(&#runtime::form::TypeName::new(#written)),
        }
    }
}
