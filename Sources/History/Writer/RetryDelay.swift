/// How long to wait before the next attempt: twice as long after each, a quarter more or less by chance.
struct RetryDelay {
    private let shortest: Duration
    private let longest: Duration
    private var present: Duration

    init(from shortest: Duration, to longest: Duration) {
        self.shortest = shortest
        self.longest = longest
        present = shortest
    }

    /// `chance` is from 0 to 1, so that replicas which lost the same database do not come back as one.
    mutating func next(chance: Double) -> Duration {
        defer { present = min(present * 2, longest) }
        return present * (0.75 + chance / 2)
    }

    mutating func reset() { present = shortest }
}
