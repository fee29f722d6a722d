extension Array where Element: Sendable {
    /// What `body` makes of each element, in their order; at most `width` are under way at once.
    ///
    /// The first error ends the others.
    func mapInParallel<Answer: Sendable>(
        width: Int, _ body: @escaping @Sendable (Element) async throws -> Answer
    ) async throws -> [Answer] {
        try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
            var answers = [Answer?](repeating: nil, count: count)
            var waiting = indices
            func startNext() {
                guard let place = waiting.popFirst() else { return }
                let element = self[place]
                group.addTask { (place, try await body(element)) }
            }
            for _ in 0..<width { startNext() }
            while let (place, answer) = try await group.next() {
                answers[place] = answer
                startNext()
            }
            return answers.compactMap(\.self)
        }
    }
}
