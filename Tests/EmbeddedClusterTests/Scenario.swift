import ObjectModel

/// One thing that an API server does, as requests in order; what it answers is held to a recording of the real one.
///
/// In paths and bodies `{ns}` is a namespace of the scenario's own and `{id}` a word of its own for cluster-scoped
/// names. `{rv:N}` and `{uid:N}` are the resource version and UID that step N (from 1) answered with.
struct Scenario: Sendable {
    struct Step: Sendable {
        var method: String
        var path: String
        var headers: [(String, String)] = []
        var body: String?
        /// What of the answer counts.
        var compares: Comparison = .everything
        /// Asked again until the body holds this text: a definition is served a moment after it is made.
        var awaited: String?

        enum Comparison: Sendable {
            case everything
            /// The body of one of the two servers cannot be had: Go prints a whole struct, say.
            case status
            /// The members of the body that the pointers lead to.
            case members([String])
        }
    }

    let name: String
    let steps: [Step]

    init(_ name: String, _ steps: [Step]) {
        self.name = name
        self.steps = steps
    }

    /// The file that holds its recorded answers.
    var fileName: String { name.map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined() + ".json" }
}

extension Scenario.Step {
    static func get(_ path: String) -> Self { Self(method: "GET", path: path) }

    static func post(_ path: String, _ body: String) -> Self { send("POST", path, "application/json", body) }

    static func put(_ path: String, _ body: String) -> Self { send("PUT", path, "application/json", body) }

    static func delete(_ path: String, _ body: String? = nil) -> Self {
        guard let body else { return Self(method: "DELETE", path: path) }
        return send("DELETE", path, "application/json", body)
    }

    static func apply(_ path: String, by manager: String, _ body: String) -> Self { apply(path, by: manager, "", body) }

    static func apply(_ path: String, by manager: String, _ query: String, _ body: String) -> Self {
        send("PATCH", "\(path)?fieldManager=\(manager)\(query)", "application/apply-patch+yaml", body)
    }

    static func patch(_ path: String, _ kind: String, _ body: String) -> Self {
        send("PATCH", path, "application/\(kind)-patch+json", body)
    }

    static func send(_ method: String, _ path: String, _ type: String, _ body: String) -> Self {
        Self(method: method, path: path, headers: [("Content-Type", type)], body: body)
    }

    static func awaiting(_ path: String, _ text: String) -> Self {
        Self(method: "GET", path: path, compares: .status, awaited: text)
    }

    /// The same step, of whose answer only some counts.
    func comparing(_ comparison: Comparison) -> Self {
        var step = self
        step.compares = comparison
        return step
    }

    func with(header name: String, _ value: String) -> Self {
        var step = self
        step.headers.append((name, value))
        return step
    }
}
