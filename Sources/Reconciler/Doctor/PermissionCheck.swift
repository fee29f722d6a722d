/// Asks for every verb that is needed, in all namespaces first, and then in each where that is not granted.
package struct PermissionCheck: Sendable {
    private let reviewer: any AccessReviewer
    /// Questions under way at once.
    private static let width = 16

    package init(reviewer: any AccessReviewer) { self.reviewer = reviewer }

    /// The answers in the order of `needs`. Throws where a question gets no answer.
    package func run(_ needs: [PermissionNeed]) async throws -> [PermissionAnswer] {
        let questions = needs.enumerated().flatMap { place, need in need.verbs.map { (place, $0) } }
        return try await withThrowingTaskGroup(of: (Int, String, Set<String>?).self) { group in
            var waiting = questions[...]
            func startNext() {
                guard let (place, verb) = waiting.popFirst() else { return }
                group.addTask { (place, verb, try await refusals(of: verb, needs[place])) }
            }
            for _ in 0..<Self.width { startNext() }
            var answers = needs.map { PermissionAnswer(need: $0) }
            while let (place, verb, refused) = try await group.next() {
                answers[place].refusals[verb] = refused
                startNext()
            }
            return answers
        }
    }

    /// The namespaces in which `verb` is refused, empty for what has none; `nil` where it is granted.
    private func refusals(of verb: String, _ need: PermissionNeed) async throws -> Set<String>? {
        func ask(_ namespace: String?) async throws -> Bool {
            try await reviewer.isAllowed(
                AccessRequest(
                    verb, group: need.group, resource: need.resource, subresource: need.subresource,
                    namespace: namespace))
        }
        if try await ask(nil) { return nil }
        guard !need.namespaces.isEmpty else { return [] }
        var refused: Set<String> = []
        for namespace in need.namespaces.sorted() {
            if try await !ask(namespace) { refused.insert(namespace) }
        }
        return refused.isEmpty ? nil : refused
    }
}

/// What may not be done of what is needed.
package struct PermissionAnswer: Hashable, Sendable {
    package var need: PermissionNeed
    /// By verb the namespaces where it is refused, empty for what has none; without the verbs that are granted.
    package var refusals: [String: Set<String>] = [:]

    package init(need: PermissionNeed, refusals: [String: Set<String>] = [:]) {
        self.need = need
        self.refusals = refusals
    }
}

extension PermissionAnswer {
    /// `isForController` makes what only the controller needs a failure, not a warning.
    package func judgement(isForController: Bool) -> Judgement? {
        guard let (verbs, places) = missing else { return nil }
        let detail = "may not \(verbs.joined(separator: ", ")) \(need.name)\(places)"
        let group = need.group.isEmpty ? "the core API group" : "API group '\(need.group)'"
        let hint = "allow \(verbs.joined(separator: ", ")) of \(need.name) in \(group) by a Role or ClusterRole"
        return Judgement(level(isForController), detail + consequence, hint: hint)
    }

    private func level(_ isForController: Bool) -> Judgement.Level {
        switch need.purpose {
        case .compare: isBlind ? .fail : .warn
        case .watch, .control: isForController ? .fail : .warn
        case .write, .delete: .fail
        }
    }

    /// Any of the verbs is enough to compare: objects are listed, or read one by one.
    private var isBlind: Bool {
        guard refusals.count == need.verbs.count else { return false }
        return need.namespaces.isEmpty || !refusals.values.reduce(need.namespaces) { $0.intersection($1) }.isEmpty
    }

    private var consequence: String {
        switch need.purpose {
        case .compare where isBlind: ": it cannot be compared there"
        case .compare: refusals["list"] != nil ? ": objects are read one by one" : ""
        case .watch: ": 'reconcile run' needs it"
        case .write: ": the mode has them written"
        case .delete: ": they may be pruned, or made anew"
        case .control: ": 'reconcile run' needs it"
        }
    }

    /// The verbs in their order, and where.
    private var missing: (verbs: [String], places: String)? {
        let verbs = need.verbs.filter { refusals[$0] != nil }
        guard !verbs.isEmpty else { return nil }
        let namespaces = verbs.reduce(into: Set<String>()) { $0.formUnion(refusals[$1] ?? []) }.sorted()
        guard !namespaces.isEmpty else { return (verbs, "") }
        let shown = namespaces.prefix(3).joined(separator: ", ")
        let more = namespaces.count > 3 ? " and \(namespaces.count - 3) more" : ""
        return (verbs, " in namespace\(namespaces.count == 1 ? "" : "s") \(shown)\(more)")
    }
}
