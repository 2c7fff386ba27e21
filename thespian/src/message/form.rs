//! What a message looks like, for those who were not compiled with it: names, and no code.

use std::borrow::Cow;
use std::fmt;

use super::key::{key_of, key_with};

/// The name of a type of message: its own, and those of its parameters.
///
/// ```
/// use thespian::Message;
///
/// assert_eq!(<Vec<Option<u64>>>::TYPE.to_string(), "Vec<Option<u64>>");
/// ```
#[derive(Clone, Copy)]
pub struct TypeName {
    name: &'static str,
    parameters: &'static [Parameter],
    form: fn() -> &'static Form,
}

/// A parameter of a generic type.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Parameter {
    /// A type.
    Type(&'static TypeName),
    /// A constant; `true` is 1, and a letter its code point.
    Constant(i128),
}

/// What a message is made of, as it travels.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Form {
    /// Only its codec knows.
    Opaque,
    /// Nothing.
    Unit,
    /// Parts without names; a single one travels as itself.
    Tuple(&'static [&'static TypeName]),
    /// Parts with names.
    Struct(&'static [Field]),
    /// One of several.
    Enum(&'static [Variant]),
}

/// A part of a message that has a name.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Field {
    /// Its name in other processes.
    pub name: &'static str,
    /// The name of its type.
    pub ty: &'static TypeName,
}

/// One of the forms of an enum.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Variant {
    /// Its name in other processes.
    pub name: &'static str,
    /// What it is made of.
    pub form: Form,
}

impl TypeName {
    /// A name without parameters, of a type whose form only its codec knows.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        TypeName::generic(name, &[])
    }

    /// A name with parameters.
    #[must_use]
    pub const fn generic(name: &'static str, parameters: &'static [Parameter]) -> Self {
        TypeName { name, parameters, form: || &Form::Opaque }
    }

    /// The same name, of a type of that form. (A function, since a form may hold itself.)
    #[must_use]
    pub const fn with_form(self, form: fn() -> &'static Form) -> Self {
        TypeName { form, ..self }
    }

    /// The name without parameters.
    #[must_use]
    pub const fn base(&self) -> &'static str {
        self.name
    }

    /// The parameters.
    #[must_use]
    pub const fn parameters(&self) -> &'static [Parameter] {
        self.parameters
    }

    /// What a value of this type is made of.
    #[must_use]
    pub fn form(&self) -> &'static Form {
        (self.form)()
    }

    /// A hash of the name, and of its parameters' names in their order.
    #[must_use]
    pub const fn key(&self) -> u64 {
        let (mut key, mut at) = (key_of(self.name), 0);
        while at < self.parameters.len() {
            key = match self.parameters[at] {
                Parameter::Type(ty) => key_with(key, ty.key()),
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a hash of it")]
                Parameter::Constant(value) => key_with(key, value as u64),
            };
            at += 1;
        }
        key
    }

    /// The whole name, as a text.
    #[must_use]
    pub fn text(&self) -> Cow<'static, str> {
        if self.parameters.is_empty() { self.name.into() } else { self.to_string().into() }
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        for (index, parameter) in self.parameters.iter().enumerate() {
            f.write_str(if index == 0 { "<" } else { ", " })?;
            match parameter {
                Parameter::Type(ty) => ty.fmt(f)?,
                Parameter::Constant(value) => value.fmt(f)?,
            }
        }
        f.write_str(if self.parameters.is_empty() { "" } else { ">" })
    }
}

impl fmt::Debug for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Field {
    /// A part of that name and type.
    #[must_use]
    pub const fn new(name: &'static str, ty: &'static TypeName) -> Self {
        Field { name, ty }
    }
}

impl Variant {
    /// A form of that name.
    #[must_use]
    pub const fn new(name: &'static str, form: Form) -> Self {
        Variant { name, form }
    }
}

impl Form {
    /// A number that changes when the form does.
    #[must_use]
    pub const fn fingerprint(&self) -> u64 {
        let mut at = 0;
        match *self {
            Form::Opaque => key_of("opaque"),
            Form::Unit => key_of("unit"),
            Form::Tuple(parts) => {
                let mut print = key_of("tuple");
                while at < parts.len() {
                    print = key_with(print, parts[at].key());
                    at += 1;
                }
                print
            }
            Form::Struct(fields) => {
                let mut print = key_of("struct");
                while at < fields.len() {
                    print = key_with(key_with(print, key_of(fields[at].name)), fields[at].ty.key());
                    at += 1;
                }
                print
            }
            Form::Enum(variants) => {
                let mut print = key_of("enum");
                while at < variants.len() {
                    let form = variants[at].form.fingerprint();
                    print = key_with(key_with(print, key_of(variants[at].name)), form);
                    at += 1;
                }
                print
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: TypeName = TypeName::new("u64");
    const TEXT: TypeName = TypeName::new("String");

    #[test]
    fn a_name_shows_its_parameters() {
        const LIST: TypeName = TypeName::generic("Vec", &[Parameter::Type(&NUMBER)]);
        const ARRAY: TypeName =
            TypeName::generic("Array", &[Parameter::Type(&LIST), Parameter::Constant(-3)]);
        assert_eq!(ARRAY.to_string(), "Array<Vec<u64>, -3>");
        assert_eq!(NUMBER.text(), Cow::Borrowed("u64"));
    }

    #[test]
    fn every_change_of_a_form_changes_its_fingerprint() {
        const FORMS: &[Form] = &[
            Form::Opaque,
            Form::Unit,
            Form::Tuple(&[&NUMBER]),
            Form::Tuple(&[&TEXT]),
            Form::Tuple(&[&NUMBER, &TEXT]),
            Form::Tuple(&[&TEXT, &NUMBER]),
            Form::Struct(&[Field::new("a", &NUMBER)]),
            Form::Struct(&[Field::new("b", &NUMBER)]),
            Form::Struct(&[Field::new("a", &TEXT)]),
            Form::Enum(&[Variant::new("A", Form::Unit)]),
            Form::Enum(&[Variant::new("B", Form::Unit)]),
            Form::Enum(&[Variant::new("A", Form::Tuple(&[&NUMBER]))]),
        ];
        let prints: std::collections::BTreeSet<_> = FORMS.iter().map(Form::fingerprint).collect();
        assert_eq!(prints.len(), FORMS.len());
    }
}
