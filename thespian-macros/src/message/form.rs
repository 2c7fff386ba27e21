//! What a message looks like as it travels, as far as its definition tells.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Fields, Meta, Type};

use super::told::Case;
use crate::items::{cfgs, written};
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
    /// Only its codec knows: the type as it is written, and the codec.
    Coded(String),
}

/// The form in each of the cases that serde's attributes make, with the condition of the case if there are several.
pub(super) fn forms(input: &DeriveInput) -> Vec<(Option<Meta>, Form)> {
    match Case::all(all_attrs(input)) {
        Some(cases) => cases.iter().map(|case| (case.condition(), form(input, case))).collect(),
        None => vec![(None, Form::Opaque)],
    }
}

/// The attributes of a message, its variants, and its fields.
fn all_attrs(input: &DeriveInput) -> Vec<&Attribute> {
    let mut all: Vec<_> = input.attrs.iter().collect();
    let mut fields: Vec<&Fields> = Vec::new();
    match &input.data {
        Data::Struct(data) => fields.push(&data.fields),
        Data::Enum(data) => {
            all.extend(data.variants.iter().flat_map(|variant| &variant.attrs));
            fields.extend(data.variants.iter().map(|variant| &variant.fields));
        }
        Data::Union(_) => {}
    }
    all.extend(fields.into_iter().flatten().flat_map(|field| &field.attrs));
    all
}

fn form(input: &DeriveInput, case: &Case) -> Form {
    if !case.told(&input.attrs).travels_as_its_type() {
        return Form::Opaque;
    }
    match &input.data {
        Data::Struct(data) => of_fields(&data.fields, case),
        Data::Enum(data) => {
            let mut variants = Vec::new();
            for variant in &data.variants {
                let told = case.told(&variant.attrs);
                let form = match of_fields(&variant.fields, case) {
                    _ if told.strange || !told.codec.is_empty() => return Form::Opaque,
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

fn of_fields(fields: &Fields, case: &Case) -> Form {
    let (mut named, mut parts) = (Vec::new(), Vec::new());
    for field in fields {
        let told = case.told(&field.attrs);
        // Of parts without names, one that is left out changes what the others are.
        if told.strange || (told.skip && field.ident.is_none()) {
            return Form::Opaque;
        }
        if told.skip {
            continue;
        }
        let ty = &field.ty;
        let part = if told.codec.is_empty() {
            Part::Of(Box::new(ty.clone()))
        } else {
            Part::Coded(told.name_of_coded(ty))
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
                let written = written(ty);
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
