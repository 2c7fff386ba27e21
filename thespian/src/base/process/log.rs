//! What the processes of a system write where nobody else listens to them: a line for each event from `INFO` on.

use std::fmt::{self, Write as _};
use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Begins to write to the standard error, unless somebody else listens already.
pub(super) fn begin() {
    let _ = tracing::subscriber::set_global_default(Lines { spans: AtomicU64::new(1) });
}

struct Lines {
    spans: AtomicU64,
}

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::INFO
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed))
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let (level, process) = (event.metadata().level(), std::process::id());
        let mut line = Line(format!("{}.{:03} {level} [{process}]", since.as_secs(), since.subsec_millis()));
        event.record(&mut line);
        line.0.push('\n');
        // At once, so that the lines of several processes do not mix. Where it cannot be written, nobody can be told.
        let _ = std::io::stderr().write_all(line.0.as_bytes());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let text = match field.name() {
            "message" => format!(" {value:?}"),
            name => format!(" {name}={value:?}"),
        };
        // What others have said does not begin a line of its own.
        for character in text.chars() {
            if character.is_control() {
                let _ = write!(self.0, "{}", character.escape_default());
            } else {
                self.0.push(character);
            }
        }
    }
}
