import Glibc
import History
import ObjectModel
import Testing

/// The connection is what the URL says: TLS to the server that was meant, within the time that is allowed.
@Suite(.timeLimit(.minutes(5))) struct ServersAreTrustedAsTheURLSaysTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var host = "localhost"
        var parameters: String
        /// `nil` for a connection.
        var says: String?
    }

    static let cases = [
        Case(testDescription: "the CA and the name are checked", parameters: "sslmode=verify-full&sslrootcert=CA"),
        Case(
            testDescription: "another name", host: "127.0.0.1", parameters: "sslmode=verify-full&sslrootcert=CA",
            says: "does not match host name"),
        Case(
            testDescription: "another CA", parameters: "sslmode=verify-full&sslrootcert=OTHER",
            says: "certificate verify failed"),
        Case(
            testDescription: "a CA that is not there", parameters: "sslmode=verify-ca&sslrootcert=/nonexistent",
            says: "does not exist"),
        Case(testDescription: "without TLS", parameters: "sslmode=disable"),
    ]

    @Test(arguments: cases) func connects(_ c: Case) async throws {
        let server = try await PostgresServer.shared()
        let name = try await server.makeDatabase()
        let parameters = c.parameters.replacing("=CA", with: "=\(server.authority)")
            .replacing("=OTHER", with: "=\(server.otherCA)")
        let url = server.url(name).replacing("127.0.0.1", with: c.host) + "?hostaddr=127.0.0.1&\(parameters)"
        let store = try HistoryAddress(url).store()
        if let says = c.says {
            let error = await #expect(throws: HistoryError.self) { try await store.prepare() }
            #expect(error?.code == .unavailable && error?.detail.contains(says) == true, "\(error as Any)")
            return
        }
        try await store.prepare()
        let isEncrypted = try await server.query(
            "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE datname = '\(name)'", in: "postgres")
        #expect(isEncrypted == (c.parameters.contains("verify") ? "t" : "f"))
        await store.close()
    }

    @Test func theSessionHasLimitsAndDurableCommits() async throws {
        let server = try await PostgresServer.shared()
        let name = try await server.makeDatabase()
        try await server.query("ALTER DATABASE \(name) SET synchronous_commit = off", in: "postgres")
        try await server.query(
            """
            CREATE TABLE seen (setting text);
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO seen SELECT name || '=' || setting FROM pg_settings WHERE name IN ('statement_timeout',
                    'lock_timeout', 'synchronous_commit', 'idle_in_transaction_session_timeout', 'application_name');
                RETURN NEW; END $$
            """, in: name)
        let store = try HistoryAddress(server.url(name)).store()
        try await store.prepare()
        try await server.query(
            "CREATE TRIGGER note BEFORE INSERT ON reconcile_actions EXECUTE FUNCTION note()", in: name)
        try await store.record([.action(Sample.action())])
        #expect(
            try await server.query("SELECT setting FROM seen ORDER BY setting COLLATE \"C\"", in: name) == """
                application_name=reconcile
                idle_in_transaction_session_timeout=60000
                lock_timeout=5000
                statement_timeout=15000
                synchronous_commit=on
                """)
    }

    @Test func aStatementThatTakesTooLongIsEnded() async throws {
        let database = try await Backend.postgres.make()
        try await database.store().prepare()
        let store = try database.store { $0.statementTimeout = .seconds(3) }
        try await database.query(
            """
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
            CREATE TRIGGER dawdle BEFORE INSERT ON reconcile_actions EXECUTE FUNCTION dawdle()
            """)
        let error = await #expect(throws: HistoryError.self) { try await store.record([.action(Sample.action())]) }
        #expect(error?.code == .timeout && error?.detail.contains("statement timeout") == true, "\(error as Any)")
        try await store.record([.episode(Sample.episode())])
    }

    @Test func aServerThatAcceptsAndNeverSpeaksIsGivenUp() async throws {
        let silent = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(silent) }
        listen(silent, 4)  // at a port that the kernel picks
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(silent, $0, &size) }
        }
        let port = UInt16(bigEndian: address.sin_port)
        let store = try HistoryAddress("postgresql://127.0.0.1:\(port)/history?connect_timeout=2").store()
        let start = ContinuousClock.now
        let error = await #expect(throws: HistoryError.self) { try await store.prepare() }
        #expect(error?.code == .unavailable && error?.detail.contains("timeout expired") == true, "\(error as Any)")
        #expect(ContinuousClock.now - start < .seconds(20))
    }
}
