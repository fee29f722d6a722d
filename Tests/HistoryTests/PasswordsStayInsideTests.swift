import Glibc
import History
import Testing

/// The password of a database comes from where libpq looks for it, and never goes into any message, log or dump.
@Suite(.timeLimit(.minutes(5))) struct PasswordsStayInsideTests {
    struct Address: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var url: String
        var shown: String
    }

    static let addresses = [
        Address(
            testDescription: "user and password", url: "postgresql://ada:s3cret@db.example:5433/history",
            shown: "postgresql://ada@db.example:5433/history"),
        Address(
            testDescription: "the short scheme", url: "postgres://ada:s3cret@db/history",
            shown: "postgresql://ada@db/history"),
        Address(
            testDescription: "the password as a parameter", url: "postgresql://db/history?user=ada&password=s3cret",
            shown: "postgresql://ada@db/history"),
        Address(
            testDescription: "the password of a key", url: "postgresql://db/history?sslpassword=s3cret",
            shown: "postgresql://db/history"),
        Address(
            testDescription: "several hosts", url: "postgresql://ada:s3cret@a:1,b:2/history",
            shown: "postgresql://ada@a,b:1,2/history"),
        Address(
            testDescription: "a socket", url: "postgresql://ada:s3cret@/history?host=/run/pg",
            shown: "postgresql://ada@/history?host=/run/pg"),
        Address(
            testDescription: "letters with escapes", url: "postgresql://a%40b:s3c%72et@db/h",
            shown: "postgresql://a@b@db/h"),
    ]

    @Test(arguments: addresses) func anAddressIsShownWithoutIt(_ c: Address) throws {
        let address = try HistoryAddress(c.url)
        var dumped = ""
        dump(address, to: &dumped)
        #expect(address.description == c.shown && address.store().name == c.shown)
        for text in ["\(address)", String(reflecting: address), dumped, "\([address])"] {
            #expect(!text.contains("s3c"), "\(text)")
        }
    }

    @Test(arguments: [
        "postgresql://ada:s3%zzcret@db/h", "postgresql://ada:s3cret@db/h?passwrod=s3cret",
        "postgresql://ada:s3cret@[::1",
        "mysql://ada:s3cret@db/h", "postgresql://ada:s3cret@db:port:s3cret/h?x", "", "a\0b",
    ]) func aDamagedAddressIsNotRepeated(_ text: String) {
        let error = #expect(throws: HistoryError.self) { try HistoryAddress(text) }
        #expect(error?.code == .invalid && error?.description.contains("s3") == false, "\(error as Any)")
    }

    enum Source: String, CaseIterable, Sendable { case url, variable, passfile }

    @Test(arguments: Source.allCases) func itIsReadFrom(_ source: Source) async throws {
        let database = try await Backend.postgres.make()
        let passfile = try Scratch().file("passfile")
        try Scratch.write("127.0.0.1:*:*:\(PostgresServer.user):\(PostgresServer.password)\n", to: passfile)
        chmod(passfile, 0o600)
        let bare = database.text.replacing(":\(PostgresServer.encodedPassword)", with: "")
        let url = source == .url ? database.text : source == .passfile ? "\(bare)?passfile=\(passfile)" : bare
        await #expect(processExitsWith: .success) { [url = url as String, isVariable = (source == .variable) as Bool] in
            if isVariable { setenv("PGPASSWORD", PostgresServer.password, 1) }
            try await HistoryAddress(url).store().record([.action(Sample.action())])
        }
        #expect(try await database.query("SELECT count(*) FROM reconcile_actions") == "1")
    }

    @Test func noneIsToldOfAsSuch() async throws {
        let database = try await Backend.postgres.make()
        let bare = database.text.replacing(":\(PostgresServer.encodedPassword)", with: "")
        let store = try HistoryAddress("\(bare)?passfile=/nonexistent").store()
        let error = await #expect(throws: HistoryError.self) { try await store.prepare() }
        #expect(error?.code == .denied && error?.hint == "give the password in PGPASSWORD or in a passfile")
    }

    @Test func aWrongOneIsNotRepeated() async throws {
        let database = try await Backend.postgres.make()
        let store = try HistoryAddress(
            database.text.replacing(PostgresServer.encodedPassword, with: "wr0ng")
        ).store()
        let error = await #expect(throws: HistoryError.self) { try await store.prepare() }
        #expect(error?.detail.contains("password authentication failed for user \"ada\"") == true)
        #expect(error?.description.contains("wr0ng") == false && error?.code == .unavailable)
    }

    /// A server that repeats what it was told, in an error or otherwise.
    @Test func oneThatTheServerRepeatsIsMasked() async throws {
        let database = try await Backend.postgres.make()
        let store = try database.store()
        try await store.prepare()
        try await database.query(
            """
            CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'password is \(PostgresServer.password)'; END $$;
            CREATE TRIGGER tell BEFORE INSERT ON reconcile_actions EXECUTE FUNCTION tell()
            """)
        let error = await #expect(throws: HistoryError.self) { try await store.record([.action(Sample.action())]) }
        #expect(error?.detail == "password is ***")
    }
}
