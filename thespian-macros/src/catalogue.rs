//! Every mistake that the macros report: its number in the guide, and its text, which says what to write instead.

use std::fmt::{self, Display};

/// A mistake of the user's.
#[derive(Debug, Clone)]
pub(crate) struct Mistake {
    code: u16,
    text: String,
}

impl Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [TH{:04}]", self.text, self.code)
    }
}

macro_rules! catalogue {
    ($($code:literal $name:ident($($part:ident),*): $text:literal;)*) => {
        $(
            pub(crate) fn $name($($part: impl Display),*) -> Mistake {
                Mistake { code: $code, text: format!($text) }
            }
        )*
    };
}

// The guide has these texts too, `guide/src/reference/errors.md`; a test compares them. A number is never used again.
catalogue! {
    // Options of an attribute.
    1 unknown_option(name, known): "unknown option `{name}`; {known}";
    2 option_twice(name): "option `{name}` is given twice; one is enough";
    3 malformed_options(): "options are words, or `name = value`, with commas between";
    4 not_a_text(usage): "a text is wanted here: write `{usage}`";
    5 empty_name(): "a name has at least one letter";
    6 not_a_path(usage): "a path is wanted here: write `{usage}`";
    7 not_a_flag(name): "`{name}` takes no value: write it alone";
    8 not_a_name(usage): "a name is wanted here, without a path: write `{usage}`";

    // `#[actor]`.
    10 actor_on_impl(): "`#[actor]` goes on the definition of the struct; an `impl` block of handlers takes `#[receive]`";
    11 actor_on_other(): "an actor is a struct or an enum: `#[actor]` goes on its definition";
    12 actor_borrows(): "an actor owns its state: it cannot borrow, so it has no lifetimes";
    13 mailbox_size(): "a bounded mailbox has room for a number of messages, 1 or more: `mailbox = 1000`; without the option it has room for all";
    14 failure_word(word): "`{word}` is nothing that an actor does on a failure: write `on_failure = \"restart\"`, `\"resume\"`, or `\"exit\"`";

    // `#[require_capability]`.
    20 capability_usage(): "write `#[require_capability(\"name\")]`, or `#[require_capability(\"name\", value)]`";
    21 capability_name(): "a capability's name is a text: write `#[require_capability(\"name\")]`, or `#[require_capability(\"name\", value)]`";
    22 capability_value(): "the value of a capability is written out here: `true`, a number, a text, or a list of these; `#[capability_check]` decides in code";
    23 capability_values(): "a capability has one value: write `#[require_capability(\"name\", value)]`, and stack several";
    24 capability_without_actor(name): "`#[require_capability]` is for actors: put `#[actor]` on `{name}` too";
    25 capability_on_impl(): "`#[require_capability]` goes on the actor's definition, beside `#[actor]`; in the `#[receive]` block, `#[capability_check]` above a function decides in code";
    26 capability_on_other(): "`#[require_capability]` is for actors: it goes on a struct or an enum, beside `#[actor]`";

    // `#[receive]`: the block.
    30 receive_on_other(): "`#[receive]` goes on the `impl` block of an actor's handlers; a struct takes `#[actor]`";
    31 receive_on_trait(): "`#[receive]` goes on an actor's own `impl` block, not on an implementation of a trait";
    32 receive_on_no_path(): "an actor is a struct or an enum: write its name here";
    33 receive_borrows(): "an actor owns its state: its `impl` block has no lifetimes";
    34 no_function(): "a `#[receive]` block holds handlers only: move it to an `impl` block without `#[receive]`";
    35 two_roles(function, first, second): "`{function}` cannot be both `#[{first}]` and `#[{second}]`: remove one of them";
    36 role_with_options(role): "`#[{role}]` has no options: write it alone";
    37 enum_name_taken(messages, actor): "`{messages}` is also the name of the enum of all messages that `{actor}` handles; give the enum another: `#[receive(messages = {actor}Inbox)]`";
    38 parameter_without_bound(parameter): "`{parameter}` may be any type, also one that cannot be sent or kept: write `{parameter}: thespian::Data`";

    // `#[receive]`: a handler.
    40 no_self(function): "a handler takes `&mut self`: add it as the first parameter; if `{function}` is none, move it to an `impl` block without `#[receive]`";
    41 wrong_self(function): "a handler takes `&mut self`: nobody else has the actor while it runs; if `{function}` is no handler, move it to an `impl` block without `#[receive]`";
    42 no_message(function, variant): "a handler takes a message: write `fn {function}(&mut self, message: &TheMessage)`, or `#[message({variant})]` above it; if it is none, move it to an `impl` block without `#[receive]`";
    43 context_first(): "the message comes first, then the context; a handler for a message that says nothing takes `_: &()`";
    44 third_parameter(function, variant): "a handler takes one message and the context: put what belongs together into one message, or write `#[message({variant})]` above `{function}`, which makes one of all parameters";
    45 second_parameter(function, variant): "what follows the message is the context: write `ctx: &mut Context`; for a message of several parts write `#[message({variant})]` above `{function}`, which makes one of all parameters";
    46 mutable_message(): "a message is borrowed, since it may be delivered once more: write `&` without `mut`";
    47 trait_as_message(): "a handler is for one message type: write that type, not a trait";
    48 generic_handler(): "a handler is for one message type: write one for each, or make the actor generic";
    49 const_handler(): "a handler runs when its message comes: it cannot be `const`";
    50 unsafe_handler(): "the runtime calls a handler for any message: it cannot be `unsafe`";
    51 any_message_handler(): "a handler is for one message type: write that type, or `#[unhandled]` above a method that takes the rest as `AnyMessage`";
    52 parameter_as_message(parameter, function, variant): "`{parameter}` may be any type, so it would be every message at once: write `#[message({variant})]` above `{function}`, which makes a message that holds it";
    53 trait_as_reply(): "a reply is a message, and so of a type with a name: write that type";
    54 borrowed_reply(): "a reply is a message, and owns what it says: return the owned type, like `String` for `&str`";
    55 two_handlers(first, second, message): "`{first}` and `{second}` both handle `{message}`; an actor has one handler for each message type: remove one, or give one a message of its own";
    56 one_variant(first, second, variant): "`{first}` and `{second}` would both be the variant `{variant}` of the enum of messages: rename one";

    57 maker_without_mark(function): "`{function}` makes the actor: write `#[init]` above it; if it is for other code, move it to an `impl` block without `#[receive]`";

    // `#[message(Name)]` on a handler.
    60 message_needs_name(variant): "the message that this handler defines needs a name: write `#[message({variant})]`";
    61 field_needs_name(): "a parameter becomes a field of the message: give it a name";
    62 mutable_field(): "a message is borrowed, since it may be delivered once more: write `&` without `mut`";
    63 unnamed_field(): "a parameter becomes a field of the message, and is of a type with a name: write that type";
    64 message_alone(): "`#[message(Name)]` on a function belongs in a `#[receive]` block, and there not behind a `cfg_attr`; a message of its own is a struct or an enum";

    65 defined_and_handled(function, message): "`{function}` handles the `{message}` that there is: remove `#[message({message})]`, which defines another";
    66 context_last(): "the context is no part of the message: it comes last, as `ctx: &mut Context`";

    // `#[init]`, `#[unhandled]`, `#[capability_check]`.
    70 init_self(): "an `#[init]` function makes the actor, so there is none yet: it takes no `self`";
    71 init_borrows(): "an argument is kept for a restart: take it by value (`&Capabilities` and `&Requirements` are given by the host)";
    72 init_async(): "an `#[init]` function cannot wait: send the actor a message that begins its work";
    73 init_output(function): "`{function}` makes the actor: return `Self`, or `Result<Self, Failure>`";
    74 init_twice(): "an actor is made in one way: this is its second `#[init]` function; let one take an argument that tells the ways apart";
    75 init_generic(): "an `#[init]` function is for one type of argument: write that type";
    76 unhandled_form(function): "an `#[unhandled]` method is `fn {function}(&mut self, message: AnyMessage, ctx: &mut Context)`, with or without the context";
    77 unhandled_async(): "an `#[unhandled]` method cannot wait: send the message to an actor that can";
    78 unhandled_twice(): "one method takes the rest: this is the second with `#[unhandled]`; remove one";
    79 check_form(function): "a `#[capability_check]` function is `fn {function}(capabilities: &Capabilities, requirements: &Requirements) -> bool`: there is no actor yet, so it takes no `self`";
    80 check_twice(): "one function judges a host: this is the second with `#[capability_check]`; make one of both";

    // `#[message]`.
    90 message_on_other(): "a message is a struct or an enum: `#[message]` goes on its definition";
    91 message_union(): "a message is a struct or an enum: a union has no safe codec";
    92 message_borrows(): "a message owns what it carries: it cannot borrow, so it has no lifetimes; write the owned type, like `String` for `&str`";
    93 message_reference(owned): "a message owns what it carries: write `{owned}`";
    94 derive_form(): "what a message derives besides is a list: write `derive(PartialEq, Eq)`";

    // `#[thespian::main]`.
    101 main_on_other(): "`#[thespian::main]` goes on `fn main`";
}
