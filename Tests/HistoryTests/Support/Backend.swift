import History
import Testing

/// The two databases, each real; a case that holds for one must hold for the other.
enum Backend: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case sqlite = "SQLite"
    case postgres = "PostgreSQL"

    var testDescription: String { rawValue }

    /// An empty database of its own for one test.
    func make() async throws -> TestDatabase {
        switch self {
        case .sqlite:
            let scratch = try Scratch()
            return TestDatabase(text: scratch.file("history.db"), scratch: scratch, server: nil, name: "")
        case .postgres:
            let server = try await PostgresServer.shared()
            let name = try await server.makeDatabase()
            return TestDatabase(text: server.url(name), scratch: nil, server: server, name: name)
        }
    }
}

/// One database and its own tool, which sees what is really there.
struct TestDatabase: Sendable {
    /// As a user gives it.
    let text: String
    let scratch: Scratch?
    let server: PostgresServer?
    let name: String

    func store(_ set: (inout HistoryOptions) -> Void = { _ in }) throws -> any HistoryStore {
        var options = HistoryOptions()
        set(&options)
        return try HistoryAddress(text).store(options)
    }

    /// What `sqlite3` or `psql` answers: a line for each row, columns with `|` between them.
    @discardableResult
    func query(_ sql: String) async throws -> String {
        if let server { return try await server.query(sql, in: name) }
        return try await Command.run(tool + [sql])
    }

    /// The command that reads SQL.
    var tool: [String] { server?.tool(name) ?? ["sqlite3", "-batch", "-cmd", ".timeout 5000", text] }
}
