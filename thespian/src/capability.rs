//! What a host can do, and what an actor needs of it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The value of a capability, or of a requirement.
///
/// ```
/// use thespian::CapabilityValue;
///
/// assert_eq!(CapabilityValue::from("Active").to_string(), "\"Active\"");
/// assert!(CapabilityValue::from(vec!["red", "blue"]).is_truthy());
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum CapabilityValue {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(String),
    /// Several values in their order.
    List(Vec<CapabilityValue>),
    /// Several values by name.
    Map(BTreeMap<String, CapabilityValue>),
}

impl CapabilityValue {
    /// Whether it says yes: not `false`, not zero, and not empty.
    #[must_use]
    pub fn is_truthy(&self) -> bool {
        match self {
            CapabilityValue::Bool(value) => *value,
            CapabilityValue::Int(value) => *value != 0,
            CapabilityValue::Float(value) => *value != 0.0,
            CapabilityValue::Text(value) => !value.is_empty(),
            CapabilityValue::List(values) => !values.is_empty(),
            CapabilityValue::Map(values) => !values.is_empty(),
        }
    }
}

impl PartialEq for CapabilityValue {
    /// A whole number equals the same number written as a float.
    #[expect(clippy::cast_precision_loss, reason = "numbers that large are told apart as whole numbers")]
    fn eq(&self, other: &Self) -> bool {
        use CapabilityValue::{Bool, Float, Int, List, Map, Text};
        match (self, other) {
            (Bool(a), Bool(b)) => a == b,
            (Int(a), Int(b)) => a == b,
            (Float(a), Float(b)) => a == b,
            (Int(a), Float(b)) | (Float(b), Int(a)) => *a as f64 == *b,
            (Text(a), Text(b)) => a == b,
            (List(a), List(b)) => a == b,
            (Map(a), Map(b)) => a == b,
            _ => false,
        }
    }
}

impl fmt::Display for CapabilityValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CapabilityValue::Bool(value) => value.fmt(f),
            CapabilityValue::Int(value) => value.fmt(f),
            CapabilityValue::Float(value) => fmt::Debug::fmt(value, f),
            CapabilityValue::Text(value) => fmt::Debug::fmt(value, f),
            CapabilityValue::List(values) => {
                let values: Vec<_> = values.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", values.join(", "))
            }
            CapabilityValue::Map(values) => {
                let values: Vec<_> =
                    values.iter().map(|(name, value)| format!("{name:?}: {value}")).collect();
                write!(f, "{{{}}}", values.join(", "))
            }
        }
    }
}

macro_rules! values {
    ($($type:ty: $variant:ident($convert:expr)),* $(,)?) => {$(
        impl From<$type> for CapabilityValue {
            fn from(value: $type) -> Self {
                CapabilityValue::$variant($convert(value))
            }
        }
    )*};
}

values! {
    bool: Bool(|value| value),
    i8: Int(i64::from), i16: Int(i64::from), i32: Int(i64::from), i64: Int(|value| value),
    u8: Int(i64::from), u16: Int(i64::from), u32: Int(i64::from),
    f32: Float(f64::from), f64: Float(|value| value),
    String: Text(|value| value), &str: Text(str::to_owned), &String: Text(String::clone),
}

impl<T: Into<CapabilityValue>> From<Vec<T>> for CapabilityValue {
    fn from(values: Vec<T>) -> Self {
        CapabilityValue::List(values.into_iter().map(Into::into).collect())
    }
}

impl<K: Into<String>, V: Into<CapabilityValue>> From<BTreeMap<K, V>> for CapabilityValue {
    fn from(values: BTreeMap<K, V>) -> Self {
        CapabilityValue::Map(values.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

/// A new value of a capability: anything that is one, or `None` to take the capability away.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the value of a capability",
    note = "a capability is a bool, a number, a text, a list, or a map; `None::<bool>` takes it away"
)]
pub trait CapabilityChange {
    /// The new value, if there is to be one.
    fn into_change(self) -> Option<CapabilityValue>;
}

impl<T: Into<CapabilityValue>> CapabilityChange for T {
    fn into_change(self) -> Option<CapabilityValue> {
        Some(self.into())
    }
}

impl<T: Into<CapabilityValue>> CapabilityChange for Option<T> {
    fn into_change(self) -> Option<CapabilityValue> {
        self.map(Into::into)
    }
}

/// What a host can do, by name.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Capabilities(BTreeMap<String, CapabilityValue>);

/// What who creates an actor asks of its host, by name: see `.require(…)` of a builder.
///
/// An actor with a `#[capability_check]` judges them itself. For another, each has to be a capability of the host
/// with that value.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
#[expect(clippy::box_collection, reason = "every actor has some, and most have none: those pay 8 bytes")]
pub struct Requirements(Option<Box<BTreeMap<String, CapabilityValue>>>);

impl Capabilities {
    /// The value of a capability.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&CapabilityValue> {
        self.0.get(name)
    }

    /// Whether there is such a capability, and it says yes, see [`CapabilityValue::is_truthy`].
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some_and(CapabilityValue::is_truthy)
    }

    /// Whether there is such a capability with this value.
    #[must_use]
    pub fn is(&self, name: &str, value: impl Into<CapabilityValue>) -> bool {
        self.get(name) == Some(&value.into())
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &CapabilityValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    pub(crate) fn set(&mut self, name: String, value: CapabilityValue) {
        self.0.insert(name, value);
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }
}

impl Requirements {
    /// The value that is required.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&CapabilityValue> {
        self.0.as_ref()?.get(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &CapabilityValue)> {
        self.0.iter().flat_map(|all| all.iter()).map(|(name, value)| (name.as_str(), value))
    }

    /// Whether nothing is required.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub(crate) fn add(&mut self, name: String, value: CapabilityValue) {
        self.0.get_or_insert_default().insert(name, value);
    }
}

/// What `#[require_capability]` says of an actor: readable without creating one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Requirement {
    name: &'static str,
    value: RequiredValue,
}

/// The value of a [`Requirement`].
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum RequiredValue {
    /// Anything that says yes, see [`CapabilityValue::is_truthy`].
    Truthy,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(&'static str),
    /// Several values in their order.
    List(&'static [RequiredValue]),
}

impl Requirement {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str, value: RequiredValue) -> Self {
        Requirement { name, value }
    }

    /// The capability that the host has to have.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The value that it has to have there.
    #[must_use]
    pub const fn value(&self) -> RequiredValue {
        self.value
    }

    pub(crate) fn is_met_by(&self, capabilities: &Capabilities) -> bool {
        capabilities.get(self.name).is_some_and(|found| self.value.is_met_by(found))
    }
}

impl RequiredValue {
    fn is_met_by(self, found: &CapabilityValue) -> bool {
        match (self, found) {
            (RequiredValue::Truthy, found) => found.is_truthy(),
            (RequiredValue::Bool(value), found) => *found == value.into(),
            (RequiredValue::Int(value), found) => *found == value.into(),
            (RequiredValue::Float(value), found) => *found == value.into(),
            (RequiredValue::Text(value), found) => *found == value.into(),
            (RequiredValue::List(values), CapabilityValue::List(found)) => {
                values.len() == found.len()
                    && values.iter().zip(found).all(|(value, found)| value.is_met_by(found))
            }
            (RequiredValue::List(_), _) => false,
        }
    }
}

impl fmt::Display for RequiredValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RequiredValue::Truthy => f.write_str("true"),
            RequiredValue::Bool(value) => value.fmt(f),
            RequiredValue::Int(value) => value.fmt(f),
            RequiredValue::Float(value) => fmt::Debug::fmt(value, f),
            RequiredValue::Text(value) => fmt::Debug::fmt(value, f),
            RequiredValue::List(values) => {
                let values: Vec<_> = values.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", values.join(", "))
            }
        }
    }
}

/// What a host lacks, as a text for people.
pub(crate) fn lack(name: &str, wanted: &dyn fmt::Display, capabilities: &Capabilities) -> String {
    match capabilities.get(name) {
        Some(found) => format!("capability `{name}` has to be {wanted}, and is {found} here"),
        None => format!("capability `{name}` has to be {wanted}, and is not there"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capabilities(all: &[(&str, CapabilityValue)]) -> Capabilities {
        Capabilities(all.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
    }

    #[test]
    fn a_value_is_read_back_from_its_bytes_and_from_text() {
        let map = BTreeMap::from([("a", vec![1.5, 2.0])]);
        let all = capabilities(&[
            ("bool", true.into()),
            ("int", (-7).into()),
            ("float", 0.5.into()),
            ("text", "red".into()),
            ("list", vec!["x", "y"].into()),
            ("map", map.into()),
        ]);
        let bytes = rmp_serde::to_vec_named(&all).expect("plain data");
        assert_eq!(rmp_serde::from_slice::<Capabilities>(&bytes).expect("the same"), all);
        let shown: Vec<_> = all.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(
            shown.join(" "),
            r#"bool=true float=0.5 int=-7 list=["x", "y"] map={"a": [1.5, 2.0]} text="red""#
        );
    }

    #[test]
    fn a_requirement_is_met_by_its_value_and_by_no_other() {
        let here = capabilities(&[("port", 80.into()), ("zone", "b".into()), ("off", false.into())]);
        let met = |name, value| Requirement::new(name, value).is_met_by(&here);
        assert!(met("port", RequiredValue::Truthy) && met("port", RequiredValue::Int(80)));
        assert!(met("port", RequiredValue::Float(80.0)) && met("zone", RequiredValue::Text("b")));
        assert!(!met("off", RequiredValue::Truthy) && met("off", RequiredValue::Bool(false)));
        assert!(!met("zone", RequiredValue::Bool(true)) && !met("zone", RequiredValue::List(&[])));
        assert!(!met("none", RequiredValue::Truthy) && !met("none", RequiredValue::Bool(false)));
    }

    #[test]
    fn what_is_lacking_says_what_is_there() {
        let here = capabilities(&[("zone", "b".into())]);
        let lacks = |name| lack(name, &RequiredValue::Text("a"), &here);
        assert_eq!(lacks("zone"), r#"capability `zone` has to be "a", and is "b" here"#);
        assert_eq!(lacks("rack"), r#"capability `rack` has to be "a", and is not there"#);
    }
}
