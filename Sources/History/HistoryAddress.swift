/// Where a history is: a file of SQLite's, or a PostgreSQL database that several replicas share.
package enum HistoryAddress: Hashable, Sendable {
    case file(String)
    case postgres(PostgresAddress)

    /// Reads `postgresql://…`, `postgres://…` or the path of a file.
    package init(_ text: String) throws(HistoryError) {
        if let mark = text.firstRange(of: "://") {
            guard ["postgresql", "postgres"].contains(text[..<mark.lowerBound]) else {
                // The rest of a URL may hold a password, so it is not repeated.
                throw HistoryError(
                    .invalid, .use, text[..<mark.lowerBound] + "://…", "there is no such kind of database",
                    hint: "give a path, or a URL that begins with postgresql://")
            }
            self = .postgres(try PostgresAddress(text))
        } else {
            guard !text.isEmpty, !text.utf8.contains(0) else {
                throw HistoryError(.invalid, .use, text, "it is no path", hint: "give a path, or postgresql://…")
            }
            self = .file(text)
        }
    }

    /// A store there; nothing is opened yet.
    package func store(_ options: HistoryOptions = HistoryOptions()) -> any HistoryStore {
        switch self {
        case .file(let path): SQLHistoryStore<SQLiteConnection>(SQLiteSettings(path: path, options: options))
        case .postgres(let address):
            SQLHistoryStore<PostgresConnection>(PostgresSettings(address: address, options: options))
        }
    }
}

extension HistoryAddress: CustomStringConvertible {
    /// The path, or the URL without its password.
    package var description: String {
        switch self {
        case .file(let path): path
        case .postgres(let address): address.description
        }
    }
}

/// How a history is opened.
package struct HistoryOptions: Sendable {
    package enum Access: Sendable {
        /// Makes what is not there, brings an older schema up to date, moves a damaged file aside.
        case writing
        /// Changes nothing.
        case reading
    }

    package var access = Access.writing
    /// How long a statement waits for another writer.
    package var lockTimeout = Duration.seconds(5)
    /// How long one statement may take (PostgreSQL), on the server; the client waits two seconds longer.
    package var statementTimeout = Duration.seconds(15)
    /// How long the connection to one host may take (PostgreSQL), unless the URL has `connect_timeout`.
    package var connectTimeout = Duration.seconds(10)
    /// Told of what a log should have; called from the store's own queue.
    package var onEvent: @Sendable (HistoryEvent) -> Void = { _ in }

    package init() {}
}
