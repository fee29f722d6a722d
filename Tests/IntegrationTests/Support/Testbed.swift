import JSONText
import ObjectModel
import Synchronization
import Testing

/// The real API server that `scripts/testbed exec` runs a command with.
enum Testbed {
    static let isThere: Bool = Reconcile.variable("RECONCILE_TESTBED") != nil
    static let howTo: Comment = "no API server: run the tests by 'scripts/testbed exec -- swift test'"

    static func required(_ name: String) throws -> String {
        guard let value = Reconcile.variable("RECONCILE_TESTBED_\(name)") else {
            throw ProgramRun.Failure(description: "RECONCILE_TESTBED_\(name) is not set")
        }
        return value
    }

    /// The path of `kubeconfig`, or of `kubeconfig-viewer` and its like.
    static func kubeconfig(_ user: String? = nil) throws -> String {
        guard let directory = Reconcile.variable("RECONCILE_TESTBED") else {
            throw ProgramRun.Failure(description: "RECONCILE_TESTBED is not set")
        }
        return "\(directory)/kubeconfig" + (user.map { "-\($0)" } ?? "")
    }

    /// kubectl's discovery cache, for all tests.
    private static let home: Scratch? = Scratch.forTheWholeRun()

    /// Runs kubectl as the administrator; fails unless it exits 0.
    @discardableResult
    static func kubectl(
        _ arguments: [String], input: String = "", sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) async throws -> ProgramRun {
        let run = try await tryKubectl(arguments, input: input)
        guard run.code == 0 else {
            Issue.record("kubectl \(arguments): \(run.story)", sourceLocation: sourceLocation)
            throw ProgramRun.Failure(description: "kubectl failed")
        }
        return run
    }

    static func tryKubectl(_ arguments: [String], input: String = "") async throws -> ProgramRun {
        try await ProgramRun.of(
            [required("KUBECTL")] + arguments,
            variables: ["KUBECONFIG": kubeconfig(), "HOME": home?.path ?? "/nonexistent"], input: Array(input.utf8))
    }

    /// What kubectl printed as JSON: the items of a list, or the one object.
    static func objects(_ run: ProgramRun) throws -> [JSONValue] {
        let value = try JSONText.read(run.outputBytes, subject: "kubectl")
        return value["kind"] == "List" ? value["items"]?.array ?? [] : [value]
    }

    private static let count = Atomic(0)

    /// A name that no other test of this run has, and no run before it on the same server.
    static func uniqueName(_ stem: String) -> String {
        let number = count.add(1, ordering: .relaxed).newValue
        return "\(stem)-\(number)-\(UInt16.random(in: 0 ... .max))"
    }

    static func makeNamespace(_ stem: String = "it") async throws -> String {
        let name = uniqueName(stem)
        try await kubectl(["create", "namespace", name])
        return name
    }

    /// A kubeconfig file in `scratch` for `user`, by impersonation: only what is granted to that user may be done.
    static func impersonating(_ user: String, in scratch: Scratch) throws -> String {
        let lines = try Scratch.text(kubeconfig()).split(separator: "\n", omittingEmptySubsequences: false)
        let changed = lines.flatMap { line -> [Substring] in
            guard line.contains("client-certificate-data:") else { return [line] }
            return [line.prefix { $0 == " " } + "as: \(user)", line]
        }
        // Several files are separated by colons, which the names of service accounts hold.
        let name = "kubeconfig-\(user.replacing(":", with: "-"))"
        return try scratch.write(changed.joined(separator: "\n"), to: name)
    }
}
