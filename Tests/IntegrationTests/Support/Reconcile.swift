import Glibc
import Testing

/// The program under test, as a user starts it.
struct Reconcile: Sendable {
    /// `$RECONCILE_BINARY`, or the one that was built together with these tests.
    static let binary: String = {
        if let path = variable("RECONCILE_BINARY") { return path }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = max(0, readlink("/proc/self/exe", &buffer, buffer.count))
        let bundle = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return bundle.prefix { _ in true }.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/reconcile"
    }()

    static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Where a run keeps its cache; shared by those that do not look at it.
    static let sharedCache: Scratch? = Scratch.forTheWholeRun()

    var directory = "/"
    var variables: [String: String] = [:]
    var seconds = 60
    /// Kept as long as the program may be run.
    var scratch: Scratch?

    init(in directory: String = "/", cache: String? = nil, kubeconfig: String? = nil) {
        self.directory = directory
        variables["XDG_CACHE_HOME"] = cache ?? Self.sharedCache?.path ?? "/nonexistent"
        // An empty KUBECONFIG would mean the file in HOME, which does not exist either.
        variables["KUBECONFIG"] = kubeconfig ?? "/nonexistent/kubeconfig"
    }

    func run(_ arguments: String...) async throws -> ProgramRun { try await run(arguments) }

    func run(_ arguments: [String]) async throws -> ProgramRun {
        try await ProgramRun.of(
            [Self.binary] + arguments, in: directory, variables: variables, seconds: seconds)
    }

    /// `diff -o json`, which must print a whole report or nothing.
    func diff(_ arguments: [String], sourceLocation: Testing.SourceLocation = #_sourceLocation) async throws
        -> DriftReport
    {
        let run = try await run(["diff", "-o", "json"] + arguments)
        guard let report = try DriftReport(run) else {
            Issue.record("no report: \(run.story)", sourceLocation: sourceLocation)
            throw ProgramRun.Failure(description: "no report")
        }
        return report
    }
}
