import JSONText
import ObjectModel

/// What the API server recorded of the requests that were made of it.
enum AuditLog {
    struct Request: Sendable, CustomStringConvertible {
        let verb: String
        let uri: String
        /// Whom it was made for: the impersonated user where there is one.
        let user: String
        let agent: String
        let resource: String
        let namespace: String
        let code: Int64

        init?(_ value: JSONValue) {
            guard value["stage"] == "ResponseComplete", let verb = value["verb"]?.string else { return nil }
            self.verb = verb
            uri = value["requestURI"]?.string ?? ""
            user = (value["impersonatedUser"] ?? value["user"])?["username"]?.string ?? ""
            agent = value["userAgent"]?.string ?? ""
            resource = value["objectRef"]?["resource"]?.string ?? ""
            namespace = value["objectRef"]?["namespace"]?.string ?? ""
            code = value["responseStatus"]?["code"]?.integer ?? 0
        }

        var description: String { "\(verb) \(uri) \(code)" }
    }

    /// The requests that are wanted, in the order of their ends.
    ///
    /// A request stands in the log a moment after its answer was sent: one of our own, made after them, is waited for.
    static func requests(where isWanted: (Request) -> Bool) async throws -> [Request] {
        let mark = Testbed.uniqueName("mark")
        _ = try await Testbed.tryKubectl(["get", "namespace", mark])
        for _ in 0..<500 {
            let text = try Scratch.text(Testbed.required("AUDIT_LOG"))
            guard text.contains("namespaces/\(mark)") else {
                try await Task.sleep(for: .milliseconds(10))
                continue
            }
            return text.split(separator: "\n").compactMap { line in
                (try? JSONText.read(Array(line.utf8), subject: "audit")).flatMap(Request.init)
            }.filter(isWanted)
        }
        throw ProgramRun.Failure(description: "the audit log does not go on")
    }
}
