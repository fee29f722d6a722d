import GitServers
import Testing

@testable import GitSource

/// Addresses are understood or refused before anything is done with them, and never show a password.
@Suite struct GitRemoteTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var transport: GitRemote.Transport
        /// What is shown and given to libgit2; nil means the text itself.
        var address: String?
    }

    @Test(arguments: [
        Case(testDescription: ".", transport: .local),
        Case(testDescription: "/srv/repo", transport: .local),
        Case(testDescription: "a/b:c", transport: .local),
        Case(testDescription: "file:///srv/repo.git", transport: .file),
        Case(testDescription: "https://example.org/repo.git", transport: .https(host: "example.org")),
        Case(
            testDescription: "HTTPS://EXAMPLE.org:8443/a/b", transport: .https(host: "example.org"),
            address: "https://example.org:8443/a/b"),
        Case(
            testDescription: "https://ada:pa%20ss@example.org/repo.git", transport: .https(host: "example.org"),
            address: "https://example.org/repo.git"),
        Case(
            testDescription: "https://[2001:db8::1]:444/repo", transport: .https(host: "2001:db8::1")),
        Case(testDescription: "http://localhost:3000/repo", transport: .http(host: "localhost")),
        Case(testDescription: "http://127.1.2.3/repo", transport: .http(host: "127.1.2.3")),
        Case(testDescription: "http://[::1]/repo", transport: .http(host: "::1")),
        Case(
            testDescription: "ssh://git@example.org/a.git", transport: .ssh(host: "example.org", port: 22, user: "git")),
        Case(
            testDescription: "ssh://example.org:2222/a.git",
            transport: .ssh(host: "example.org", port: 2222, user: "git"),
            address: "ssh://git@example.org:2222/a.git"),
        Case(
            testDescription: "ada@example.org:a/b.git", transport: .ssh(host: "example.org", port: 22, user: "ada")),
        Case(testDescription: "git@[::1]:b.git", transport: .ssh(host: "::1", port: 22, user: "git")),
        Case(
            testDescription: "example.org:b.git", transport: .ssh(host: "example.org", port: 22, user: "git"),
            address: "git@example.org:b.git"),
    ])
    func understands(_ good: Case) throws {
        let remote = try GitRemote(good.testDescription)
        #expect(remote.transport == good.transport)
        #expect(remote.description == good.address ?? good.testDescription)
    }

    @Test(arguments: [
        "", "http://example.org/repo", "http://127.0.0.1.example.org/x", "http://localhost.example.org/x",
        "git://example.org/repo", "ftp://example.org/x", "ext::sh -c id", "https://", "https:///repo",
        "https://example.org",
        "https://example.org/", "https://exa mple.org/x", "https://example.org:0/x", "https://example.org:99999/x",
        "https://example.org:12x/x", "https://[::1/x", "ssh://-oProxyCommand=id/x", "ssh://-l@example.org/x",
        "ssh://git:secret@example.org/x", "ssh://git@example.org/a'b", "git@example.org:", "git@example.org:a'b",
        "file://host/x", "-x@example.org:y", "https://example.org/\u{1B}[2J", "https://u:s3cret\n@example.org/x",
    ])
    func refuses(_ text: String) {
        let error = #expect(throws: GitError.self) { try GitRemote(text) }
        #expect(error?.code == .invalid || error?.code == .unsupported, "\(text)")
        #expect(error?.description.contains("s3cret") == false)
        #expect(error?.description.contains("secret") == false)
        #expect(error?.description.unicodeScalars.contains("\u{1B}") == false)
    }

    @Test func aPasswordIsShownNowhere() throws {
        let remote = try GitRemote("https://ada:s3cret@example.org/repo.git")
        let credentials = GitCredentials(.sshKey(path: "/key", passphrase: Secret("s3cret")))
        for text in [
            "\(remote)", "\(credentials)", String(reflecting: credentials), String(describing: Secret("s3cret")),
        ] {
            #expect(!text.contains("s3cret"), "\(text)")
        }
        var dumped = ""
        dump(credentials, to: &dumped)
        dump(remote, to: &dumped)
        #expect(!dumped.contains("s3cret"))
    }

    @Test func credentialsComeFromTheEnvironment() {
        func login(_ environment: [String: String]) -> GitCredentials.Login {
            GitCredentials(environment: environment).login
        }
        #expect(login([:]) == .automatic)
        #expect(login(["RECONCILE_GIT_TOKEN": "t"]) == .token(Secret("t")))
        #expect(
            login(["RECONCILE_GIT_TOKEN": "", "RECONCILE_GIT_PASSWORD": "p"])
                == .basic(user: "git", password: Secret("p")))
        #expect(
            login(["RECONCILE_GIT_USERNAME": "u", "RECONCILE_GIT_PASSWORD": "p"])
                == .basic(user: "u", password: Secret("p")))
        #expect(
            login(["RECONCILE_GIT_SSH_KEY": "k", "RECONCILE_GIT_SSH_PASSPHRASE": "p"])
                == .sshKey(path: "k", passphrase: Secret("p")))
        #expect(login(["RECONCILE_GIT_TOKEN_FILE": "t"]) == .tokenFile(path: "t"))
        #expect(
            login(["RECONCILE_GIT_TOKEN_FILE": "t", "RECONCILE_GIT_PASSWORD": "p"])
                == .basic(user: "git", password: Secret("p")))
        let files = GitCredentials(environment: ["RECONCILE_GIT_CA_FILE": "ca", "RECONCILE_GIT_KNOWN_HOSTS": "a:b"])
        #expect(files.caFile == "ca")
        #expect(files.knownHosts == ["a", "b"])
    }
}
