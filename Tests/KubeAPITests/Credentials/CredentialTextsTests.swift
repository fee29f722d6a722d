// The small readers under the kubeconfig: each takes text from outside and must say yes or no, never stop the process.
import Testing

@testable import KubeAPI

@Suite struct CredentialTextsTests {
    struct URLCase: Sendable, CustomTestStringConvertible {
        var text: String
        /// `scheme authority path`, then whether it is this machine; `nil` where it is refused.
        var expected: String?
        var testDescription: String { text }
    }

    @Test(arguments: [
        URLCase(text: "https://h", expected: "https h  false"),
        URLCase(text: "HTTPS://Host.Example:6443/", expected: "https host.example:6443  false"),
        URLCase(text: "https://h/k8s/clusters/c-1//?a=b#c", expected: "https h /k8s/clusters/c-1 false"),
        URLCase(text: "https://h?x", expected: "https h  false"),
        URLCase(text: "https://[FD00::1]:443/a", expected: "https [fd00::1]:443 /a false"),
        URLCase(text: "localhost:8080", expected: "http localhost:8080  true"),
        URLCase(text: "http://127.1.2.3", expected: "http 127.1.2.3  true"),
        URLCase(text: "http://[::1]:80", expected: "http [::1]:80  true"),
        URLCase(text: "http://127.0.0.1.evil.example", expected: "http 127.0.0.1.evil.example  false"),
        URLCase(text: "http://127.0.0.1@evil.example", expected: "http evil.example  false"),
        URLCase(text: "http://evil.example#@127.0.0.1", expected: "http evil.example  false"),
        URLCase(text: "http://127.0.0.256", expected: "http 127.0.0.256  false"),
        URLCase(text: "https://"), URLCase(text: "https:///a"), URLCase(text: "https://:443"), URLCase(text: ""),
        URLCase(text: "https://h:"), URLCase(text: "https://h:0"), URLCase(text: "https://h:65536"),
        URLCase(text: "https://h:44x"), URLCase(text: "https://h:99999999999999999999"), URLCase(text: "https://h:+1"),
        URLCase(text: "https://[::1"), URLCase(text: "https://[::1]x"), URLCase(text: "https://[h]:1"),
        URLCase(text: "https://::1"), URLCase(text: "https://a b"), URLCase(text: "https://a\\b"),
        URLCase(text: "https://a\u{0}b"), URLCase(text: "https://a,b"), URLCase(text: "https://h\u{7F}"),
    ])
    func urlsAreTakenApart(_ c: URLCase) {
        // A refusal is an answer here.
        let url = try? ServerURL(c.text, defaultScheme: "http")
        #expect(url.map { "\($0.scheme) \($0.authority) \($0.path) \($0.isLoopback)" } == c.expected)
    }

    @Test(arguments: [
        (PEMFixture.certificate, nil), ("text before\r\n" + PEMFixture.certificate, nil),
        ("", "it holds no PEM certificate"), (PEMFixture.key, "it holds a private key only"),
        ("-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----", "a PEM certificate in it is damaged"),
        ("-----BEGIN CERTIFICATE-----\naGk=\n", "it holds no PEM certificate"),
        ("-----BEGIN CERTIFICATE-----\naGk=\n-----END PRIVATE KEY-----", "a PEM certificate in it is damaged"),
        ("-----BEGIN -----\n-----END -----", "it holds no PEM certificate"),
        ("0\u{82}", "it holds no PEM certificate"),
    ])
    func certificatesAreChecked(_ text: String, _ problem: String?) {
        #expect(PEMText.problemWithCertificates(Array(text.utf8)) == problem)
    }

    @Test(arguments: [
        (PEMFixture.key, nil), (PEMFixture.certificate + PEMFixture.key, nil),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x,y\n\naGk=\n-----END RSA PRIVATE KEY-----",
            "the private key has a passphrase"
        ),
        (
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\naGk=\n-----END ENCRYPTED PRIVATE KEY-----",
            "the private key has a passphrase"
        ),
        (PEMFixture.certificate, "it holds a certificate only"), ("", "it holds no PEM private key"),
        ("-----BEGIN EC PRIVATE KEY-----\n-----END EC PRIVATE KEY-----", "the PEM private key in it is damaged"),
    ])
    func keysAreChecked(_ text: String, _ problem: String?) {
        #expect(PEMText.problemWithKey(Array(text.utf8)) == problem)
    }

    @Test(arguments: [
        ("the token has expired at 10:30", "the token has expired at 10:30"),
        (
            "error: cannot open /home/ann1/.config/very/long/path/to/some/file/credentials.json",
            "error: cannot open /home/ann1/.config/very/long/path/to/some/file/credentials.json"
        ),
        ("token: abc", "token: ***"), ("{\"access_token\": \"abc\"}", "{\"access_token\": \"***\"}"),
        ("--password hunter2 --user ann", "--password *** --user ann"),
        ("Authorization: Basic YTpi", "Authorization: *** ***"), ("x=Bearer abc", "x=Bearer ***"),
        ("AWS_SECRET_ACCESS_KEY=abc", "AWS_SECRET_ACCESS_KEY=***"),
        ("got eyJhbGciOiJub25lIn0.e30.", "got ***"),
        ("a\n-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\nb", "a\n***\n***\n***\nb"),
        ("id 0123456789abcdef0123456789abcdef", "id ***"), ("plain planted, twice planted", "plain ***, twice ***"),
        ("706c616e746564 cGxhbnRlZA==", "*** ***=="), ("", ""),
    ])
    func wordsAreMasked(_ text: String, _ expected: String) {
        #expect(SecretMask(["planted", "x"]).mask(text) == expected)
    }

    @Test(arguments: [
        ("/a/b/c", "/a/b"), ("/a", "/"), ("/", "/"), ("/a//b/", "/a"),
    ])
    func theDirectoryOfAPath(_ path: String, _ expected: String) {
        #expect(FilePath.directory(of: path) == expected)
    }

    @Test(arguments: [
        ("/x/./y", "/x/./y"), ("y", "/d/y"), ("./y", "/d/y"), ("../y", "/y"), ("../../../y", "/y"),
        ("a//b/../c", "/d/a/c"),
    ])
    func relativePathsStartAtADirectory(_ path: String, _ expected: String) {
        #expect(FilePath.resolve(path, in: "/d") == expected)
    }
}
