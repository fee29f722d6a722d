internal import CPostgres

/// A PostgreSQL database by its URL. Whatever is printed of it, the password is not.
package struct PostgresAddress: Sendable {
    /// As it was given, password included; for libpq alone.
    let url: String
    /// What must not stand in any message.
    let secrets: [String]
    private let shown: String

    /// Reads a URL as libpq does (PostgreSQL documentation, 34.1.1.2).
    package init(_ url: String) throws(HistoryError) {
        guard let parameters = Self.parameters(of: url) else {
            // libpq's own words would repeat a part of the URL, perhaps of its password.
            throw HistoryError(
                .invalid, .use, "postgresql://…", "it is no URL that libpq understands",
                hint: "write postgresql://USER@HOST:PORT/DATABASE?sslmode=verify-full, with %XX for letters such as @ "
                    + "or / in a name, and the password in PGPASSWORD or a passfile")
        }
        self.url = url
        secrets = ["password", "sslpassword"].compactMap { parameters[$0] }.filter { !$0.isEmpty }
        shown = Self.shown(parameters)
    }

    /// `text` without what is secret.
    func masking(_ text: String) -> String {
        secrets.reduce(text) { $0.replacing($1, with: "***") }
    }

    private static func shown(_ parameters: [String: String]) -> String {
        let user = parameters["user"].map { $0 + "@" } ?? ""
        let database = parameters["dbname"].map { "/" + $0 } ?? ""
        let host = parameters["host"] ?? parameters["hostaddr"] ?? ""
        let port = parameters["port"].map { ":" + $0 } ?? ""
        if host.contains("/") { return "postgresql://\(user)\(port)\(database)?host=\(host)" }
        return "postgresql://\(user)\(host)\(port)\(database)"
    }

    /// What the URL says, without libpq's defaults; `nil` where it is no URL.
    private static func parameters(of url: String) -> [String: String]? {
        var message: UnsafeMutablePointer<CChar>?
        let options = unsafe PQconninfoParse(url, &message)
        unsafe PQfreemem(message)
        guard let options = unsafe options else { return nil }
        defer { unsafe PQconninfoFree(options) }
        var found: [String: String] = [:]
        var place = unsafe options
        while let keyword = unsafe place.pointee.keyword {
            if let value = unsafe place.pointee.val {
                found[unsafe String(cString: keyword)] = unsafe String(cString: value)
            }
            unsafe place += 1
        }
        return found
    }
}

extension PostgresAddress: Hashable {
    package static func == (left: PostgresAddress, right: PostgresAddress) -> Bool { left.url == right.url }
    package func hash(into hasher: inout Hasher) { hasher.combine(url) }
}

extension PostgresAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// User, host, port and database.
    package var description: String { shown }
    package var debugDescription: String { shown }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// What a connection is opened by.
struct PostgresSettings: SQLSettings {
    let address: PostgresAddress
    let options: HistoryOptions

    var name: String { address.description }
}
