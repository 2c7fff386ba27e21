#[actor]
struct Cache<T: Data> {
    things: Vec<T>,
}

#[receive]
impl<T: Data> Cache<T>
where
    T: Ord,
{
    #[message(Put)]
    fn put(&mut self, thing: T) {
        self.things.push(thing);
    }

    async fn len(&mut self, _: &()) -> usize {
        self.things.len()
    }
}
