#[message]
struct Add(i64);

#[actor]
#[derive(Default)]
struct Counter {
    count: i64,
}

#[receive]
impl Counter {
    fn add(&mut self, add: &Add) -> i64 {
        self.count += add.0;
        self.count
    }
}
