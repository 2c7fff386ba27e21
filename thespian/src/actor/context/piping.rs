//! Futures beside the handlers.

use crate::actor::Context;
use crate::actor::pipe::Pipe;
use crate::envelope::Envelope;
use crate::message::{AnyMessage, Discard, Message, Run};

impl Context {
    /// Lets a future run beside this actor's handlers, which go on meanwhile; its result comes as a message, in this
    /// actor's own name.
    ///
    /// If the future panics, [`ChildActorExited`](crate::ChildActorExited) says so, with the reason
    /// `PipeFailed`. A failure of
    /// this actor leaves the future running; the end of this actor drops it.
    ///
    /// ```
    /// use std::time::Duration;
    /// use thespian::prelude::*;
    ///
    /// #[message]
    /// struct Fetched(String);
    ///
    /// #[actor]
    /// #[derive(Default)]
    /// struct Cache {
    ///     page: Option<String>,
    /// }
    ///
    /// async fn fetch(url: String) -> Fetched {
    ///     Fetched(format!("the page at {url}"))
    /// }
    ///
    /// #[receive]
    /// impl Cache {
    ///     fn load(&mut self, url: &str, ctx: &mut Context) {
    ///         ctx.pipe(fetch(url.to_owned()));
    ///     }
    ///
    ///     fn loaded(&mut self, fetched: &Fetched) {
    ///         self.page = Some(fetched.0.clone());
    ///     }
    ///
    ///     fn page(&mut self, _: &()) -> Option<String> {
    ///         self.page.clone()
    ///     }
    /// }
    ///
    /// # fn main() -> thespian::Result<()> {
    /// # let system = thespian::testing::system("sequential")?;
    /// let cache = system.create_actor::<Cache>()?;
    /// system.tell(&cache, "example.org".to_owned())?;
    /// let page = system.ask(&cache, (), Duration::from_secs(1))?;
    /// assert_eq!(page.as_deref(), Some("the page at example.org"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn pipe<F>(&mut self, future: F)
    where
        F: Future<Output: Message> + Send + 'static,
    {
        let me = self.my_address();
        self.desk(|desk| {
            let pipe = desk.outbox.start(Pipe::seed(future, me), me);
            desk.affairs.add_helper(pipe);
            desk.post(pipe, Envelope::new(AnyMessage::new(Run), me));
            if desk.ending {
                desk.post(pipe, Envelope::new(AnyMessage::new(Discard), me));
            }
        });
    }
}
