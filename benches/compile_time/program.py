"""The program whose compile time is measured, written once for each framework.

A program has actors, and each actor handles five message types, the last of which is answered. The fields and
the handlers are the same everywhere. Each message is sent once, and the answered one is asked: what nobody sends would
be left out of the executable by some frameworks and not by others.

Where a framework leaves a choice, the peers get the one that compiles faster: what may fail to be sent is ignored
instead of being turned into an error, and kameo has `impl Message<M>` instead of `#[messages]`.

ractor has one message type per actor: an enum with the five messages as variants, so there are fewer types than in the
other programs. Serde has no form for the port of an answer, so it is skipped, in a type that can be cloned.

Of all of these only thespian's program contains code that encodes and decodes: that is part of a message there. The
others derive the same of serde, but nothing in them calls it.
"""

PER_MODULE = 10

# Message, its fields, what the handler does. `{self}` is the actor, `{name}` the field of that name.
FORMS = [
    (
        "Deposit",
        {"amount": "u64", "note": "String"},
        "{self}.total += {amount}; {self}.note.clone_from(&{note});",
    ),
    (
        "Rename",
        {"name": "String", "since": "u64"},
        "{self}.name.clone_from(&{name}); {self}.since = {since};",
    ),
    (
        "Refill",
        {"items": "Vec<u32>", "amount": "u64"},
        "{self}.items.extend_from_slice(&{items}); {self}.total += {amount};",
    ),
    (
        "Mark",
        {"amount": "u64", "note": "String", "items": "Vec<u32>"},
        "{self}.since += {amount}; {self}.note.push_str(&{note}); {self}.items.clone_from(&{items});",
    ),
    (
        "Balance",
        {"by": "u64", "note": "String"},
        "{self}.note.clone_from(&{note}); {self}.total += {by}; {self}.total",
    ),
]
ANSWERED = "Balance"
STATE = "total: u64, since: u64, name: String, note: String, items: Vec<u32>"
VALUES = {"u64": "1", "String": "String::new()", "Vec<u32>": "Vec::new()"}
SERDE = 'serde = { version = "1", features = ["derive"] }'
TOKIO = 'tokio = { version = "1", features = ["macros", "rt-multi-thread"] }'
DERIVE = "#[derive(Clone, Debug, Serialize, Deserialize)]"


def body(text, actor="self", message="message."):
    """A handler's body, with the fields of `message` or, where that is empty, with variables of their names."""
    names = {name: message + name for _, fields, _ in FORMS for name in fields}
    return text.replace("{self}", actor).format(**names)


def declared(fields, visibility="pub "):
    return ", ".join(f"{visibility}{name}: {kind}" for name, kind in fields.items())


def value(fields):
    return ", ".join(f"{name}: {VALUES[kind]}" for name, kind in fields.items())


def answer(message):
    return "u64" if message == ANSWERED else "()"


def structs(number, attributes):
    """The five messages of an actor; `attributes` says what stands above each."""
    return "".join(
        f"{attributes(message)}\npub struct {message}{number} {{ {declared(fields)} }}\n"
        for message, fields, _ in FORMS
    )


def sends(number, tell, ask):
    """The five messages, sent."""
    lines = []
    for message, fields, _ in FORMS:
        verb = ask if message == ANSWERED else tell
        lines.append("    " + verb.replace("{m}", f"{message}{number} {{ {value(fields)} }}") + "\n")
    return "".join(lines)


class Thespian:
    name = "thespian"
    head = "use std::time::Duration;\nuse thespian::prelude::*;\n"
    run = "pub fn run(system: &ActorSystem) -> thespian::Result<()> {\n{calls}    Ok(())\n}\n"
    call = "    use_till_{number}(system)?;\n"
    main = (
        "#[thespian::main]\nfn main() -> thespian::Result<()> {\n"
        "    let system = thespian::ActorSystem::new()?;\n{calls}    system.shutdown()\n}\n"
    )
    call_main = "    {module}::run(&system)?;\n"

    def __init__(self, checkout):
        self.dependencies = [f'thespian = {{ path = "{checkout}/thespian" }}']

    def actor(self, number):
        handlers = ""
        for message, _, text in FORMS:
            reply = f" -> {answer(message)}" if message == ANSWERED else ""
            handlers += (
                f"    fn {message.lower()}(&mut self, message: &{message}{number}){reply} {{ {body(text)} }}\n"
            )
        return (
            structs(number, lambda _: "#[message]")
            + f"#[actor]\n#[derive(Default)]\npub struct Till{number} {{ {STATE} }}\n"
            + f"#[receive]\nimpl Till{number} {{\n{handlers}}}\n"
            + f"fn use_till_{number}(system: &ActorSystem) -> thespian::Result<()> {{\n"
            + f"    let till = system.create_actor::<Till{number}>()?;\n"
            + sends(number, "system.tell(&till, {m})?;", "system.ask(&till, {m}, Duration::from_secs(1))?;")
            + "    Ok(())\n}\n"
        )


class Peer:
    """What the programs of the others have in common: an asynchronous `main`."""

    run = "pub async fn run() {\n{calls}}\n"
    call = "    use_till_{number}().await;\n"
    main = "#[tokio::main]\nasync fn main() {\n{calls}}\n"
    call_main = "    {module}::run().await;\n"


class Actix(Peer):
    name = "actix"
    dependencies = ['actix = "=0.13.5"', SERDE]
    head = "use actix::prelude::*;\nuse serde::{Deserialize, Serialize};\n"
    main = Peer.main.replace("tokio", "actix")

    def actor(self, number):
        handlers = ""
        for message, _, text in FORMS:
            handlers += (
                f"impl Handler<{message}{number}> for Till{number} {{\n    type Result = {answer(message)};\n"
                f"    fn handle(&mut self, message: {message}{number}, _: &mut Context<Self>) -> Self::Result"
                f" {{ {body(text)} }}\n}}\n"
            )
        derive = DERIVE.replace("Clone", "Message, Clone")
        return (
            structs(number, lambda message: f'{derive}\n#[rtype(result = "{answer(message)}")]')
            + f"#[derive(Default)]\npub struct Till{number} {{ {STATE} }}\n"
            + f"impl Actor for Till{number} {{\n    type Context = Context<Self>;\n}}\n{handlers}"
            + f"async fn use_till_{number}() {{\n    let till = Till{number}::default().start();\n"
            + sends(number, "till.do_send({m});", "let _ = till.send({m}).await;")
            + "}\n"
        )


class Kameo(Peer):
    name = "kameo"
    dependencies = ['kameo = "=0.22.2"', SERDE, TOKIO]
    head = "use kameo::prelude::*;\nuse serde::{Deserialize, Serialize};\n"

    def actor(self, number):
        handlers = ""
        for message, _, text in FORMS:
            handlers += (
                f"impl Message<{message}{number}> for Till{number} {{\n    type Reply = {answer(message)};\n"
                f"    async fn handle(&mut self, message: {message}{number}, _: &mut Context<Self, Self::Reply>)"
                f" -> Self::Reply {{ {body(text)} }}\n}}\n"
            )
        return structs(number, lambda _: DERIVE) + self.around(number, handlers)

    def around(self, number, handlers):
        """The actor, its handlers, and their use."""
        return (
            f"#[derive(Actor, Default)]\npub struct Till{number} {{ {STATE} }}\n{handlers}"
            + f"async fn use_till_{number}() {{\n    let till = Till{number}::spawn(Till{number}::default());\n"
            + sends(number, "let _ = till.tell({m}).await;", "let _ = till.ask({m}).await;")
            + "}\n"
        )


class KameoMessages(Kameo):
    """The other style of kameo, to see that it is the slower one."""

    name = "kameo-messages"

    def actor(self, number):
        handlers = ""
        for message, fields, text in FORMS:
            parameters = declared(fields, visibility="")
            reply = f" -> {answer(message)}" if message == ANSWERED else ""
            handlers += (
                f"    #[message({DERIVE[2:-1]})]\n    pub fn {message.lower()}{number}(&mut self, {parameters}){reply}"
                f" {{ {body(text, message='')} }}\n"
            )
        return self.around(number, f"#[messages]\nimpl Till{number} {{\n{handlers}}}\n")


class Ractor(Peer):
    name = "ractor"
    dependencies = ['ractor = "=0.16.5"', SERDE, TOKIO]
    head = (
        "use crate::Port;\nuse ractor::{Actor, ActorProcessingErr, ActorRef};\n"
        "use serde::{Deserialize, Serialize};\n"
    )
    main = (
        "use ractor::RpcReplyPort;\nuse std::sync::{Arc, Mutex};\n\n"
        "/// Where an answer goes.\n#[derive(Clone, Debug, Default)]\n"
        "pub struct Port(Arc<Mutex<Option<RpcReplyPort<u64>>>>);\n\n"
        "impl Port {\n    pub fn new(port: RpcReplyPort<u64>) -> Self {\n"
        "        Port(Arc::new(Mutex::new(Some(port))))\n    }\n"
        "    pub fn send(&self, answer: u64) {\n"
        "        if let Some(port) = self.0.lock().unwrap().take() {\n"
        "            let _ = port.send(answer);\n        }\n    }\n}\n\n"
    ) + Peer.main

    def actor(self, number):
        variants = arms = ""
        for message, fields, text in FORMS:
            text = body(text, "state", message="")
            port, skipped = "", ""
            if message == ANSWERED:
                port, skipped = ", port", ", #[serde(skip)] port: Port"
                *before, last = text.split("; ")
                text = "; ".join(before) + f"; port.send({last});"
            variants += f"    {message} {{ {declared(fields, visibility='')}{skipped} }},\n"
            arms += f"            Till{number}Message::{message} {{ {', '.join(fields)}{port} }} => {{ {text} }}\n"
        sent = sends(
            "",
            f"let _ = till.cast(Till{number}Message::{{m}});",
            f"let _ = till.call(|port| Till{number}Message::{{m}}, None).await;",
        )
        sent = sent.replace(" }, None", ", port: Port::new(port) }, None")
        return (
            f"{DERIVE}\npub enum Till{number}Message {{\n{variants}}}\n"
            f"pub struct Till{number};\n#[derive(Default)]\npub struct Till{number}State {{ {STATE} }}\n"
            f"impl Actor for Till{number} {{\n"
            f"    type Msg = Till{number}Message;\n    type State = Till{number}State;\n"
            f"    type Arguments = ();\n"
            f"    async fn pre_start(&self, _: ActorRef<Self::Msg>, _: ())"
            f" -> Result<Self::State, ActorProcessingErr> {{\n"
            f"        Ok(Till{number}State::default())\n    }}\n"
            f"    async fn handle(&self, _: ActorRef<Self::Msg>, message: Self::Msg, state: &mut Self::State)"
            f" -> Result<(), ActorProcessingErr> {{\n"
            f"        match message {{\n{arms}        }}\n        Ok(())\n    }}\n}}\n"
            f"async fn use_till_{number}() {{\n"
            f"    let Ok((till, _)) = Actor::spawn(None, Till{number}, ()).await else {{ return }};\n{sent}}}\n"
        )


def subjects(checkout):
    """All programs, the reference first."""
    return [Thespian(checkout), Actix(), Ractor(), Kameo(), KameoMessages()]


def manifest(subject):
    dependencies = "\n".join(subject.dependencies)
    return (
        f'[package]\nname = "{package(subject)}"\nversion = "0.1.0"\nedition = "2024"\n\n'
        f"[dependencies]\n{dependencies}\n"
    )


def package(subject):
    return f"{subject.name}-actors"


def write(subject, directory, actors):
    """Writes the crate of a subject."""
    source = directory / "src"
    source.mkdir(parents=True, exist_ok=True)
    for old in source.glob("*.rs"):
        old.unlink()
    (directory / "Cargo.toml").write_text(manifest(subject))
    modules = []
    for first in range(0, actors, PER_MODULE):
        numbers = range(first, min(first + PER_MODULE, actors))
        text = subject.head + "".join(map(subject.actor, numbers))
        calls = "".join(subject.call.replace("{number}", str(number)) for number in numbers)
        text += subject.run.replace("{calls}", calls)
        modules.append(f"tills_{first}")
        (source / f"{modules[-1]}.rs").write_text(text)
    declarations = "".join(f"mod {module};\n" for module in modules)
    calls = "".join(subject.call_main.replace("{module}", module) for module in modules)
    (source / "main.rs").write_text(declarations + "\n" + subject.main.replace("{calls}", calls))
