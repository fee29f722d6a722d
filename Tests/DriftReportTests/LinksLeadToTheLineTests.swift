import DriftReport
import ObjectModel
import Testing

/// A link in the page leads to the line in Git or is not there, and whatever a repository is called it only ever leads to
/// a page of a web server.
@Suite struct LinksLeadToTheLineTests {
    private static let commit = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
    private static let place = SourceLocation(file: "environments/production/web.yaml", line: 14, column: 3)

    struct Case: Sendable, CustomTestStringConvertible {
        var remote: String
        /// Before `/blob/…`; `nil` for no link.
        var pages: String?
        var testDescription: String { remote }
    }

    @Test(arguments: [
        Case(remote: "https://github.com/acme/clusters.git", pages: "https://github.com/acme/clusters"),
        Case(remote: "git@github.com:acme/clusters.git", pages: "https://github.com/acme/clusters"),
        Case(remote: "ssh://git@ssh.github.com:443/acme/clusters", pages: "https://github.com/acme/clusters"),
        Case(remote: "https://github.acme.example:8443/a/b.git", pages: "https://github.acme.example:8443/a/b"),
        Case(remote: "https://user:secret@github.com/acme/clusters", pages: "https://github.com/acme/clusters"),
        Case(remote: "https://gitlab.com/acme/clusters.git", pages: "https://gitlab.com/acme/clusters/-"),
        Case(remote: "ssh://git@gitlab.acme.example:2222/a/b/c.git", pages: "https://gitlab.acme.example/a/b/c/-"),
        Case(remote: "git@altssh.gitlab.com:a/b", pages: "https://gitlab.com/a/b/-"),
        Case(
            remote: "https://git.acme.example/group/sub/clusters.git",
            pages: "https://git.acme.example/group/sub/clusters/-"),
        Case(remote: "http://gitlab.acme.example:8080/a/b", pages: "http://gitlab.acme.example:8080/a/b/-"),
        Case(remote: "https://git.acme.example/acme/clusters.git", pages: nil),
        Case(remote: "https://bitbucket.org/acme/clusters.git", pages: nil),
        Case(remote: "https://bitbucket.acme.example/scm/acme/clusters.git", pages: nil),
        Case(remote: "https://dev.azure.com/acme/project/_git/clusters", pages: nil),
        Case(remote: "https://git.sr.ht/~acme/group/clusters", pages: nil),
        Case(remote: "https://github.com/acme", pages: nil),
        Case(remote: "/srv/git/clusters.git", pages: nil),
        Case(remote: "file:///srv/git/a/b/c", pages: nil),
        Case(remote: "javascript://github.com/%0aalert(1)/x", pages: nil),
        Case(remote: "https://github.com/../..", pages: nil),
        Case(remote: "https://git hub.com/a/b/c", pages: nil),
        Case(remote: "https://-gitlab/a/b", pages: nil),
        Case(remote: "", pages: nil),
    ])
    func linesAndCommits(_ c: Case) {
        let pages = ForgePages(remote: c.remote)
        #expect(
            pages?.line(Self.place, at: Self.commit)?.text
                == c.pages.map { "\($0)/blob/\(Self.commit)/environments/production/web.yaml#L14" })
        #expect(pages?.commit(Self.commit)?.text == c.pages.map { "\($0)/commit/\(Self.commit)" })
    }

    @Test(arguments: HostileValuesTests.cases) func everythingIsEncoded(_ c: HostileValuesTests.Case) {
        let remotes = [
            c.text, "https://github.com/\(c.text)/\(c.text)", "https://gitlab.com/\(c.text)/a",
            "git@gitlab.com:\(c.text)/b",
            "https://\(c.text)/a/b/c", "\(c.text)://gitlab.com/a/b", "https://gitlab.com:\(c.text)/a/b",
            "https://\(c.text)@gitlab.com/a/b",
        ]
        for remote in remotes {
            guard let pages = ForgePages(remote: remote) else { continue }
            let file = SourceLocation(file: c.text, line: 3, column: 1)
            let links = [
                pages.line(file, at: Self.commit), pages.line(Self.place, at: c.text), pages.commit(c.text),
                pages.line(Self.place, at: Self.commit),
            ]
            for link in links.compactMap(\.self) {
                #expect(link.text.hasPrefix("https://"))
                #expect(link.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"'<>\\`{}|^".utf8.contains($0) })
            }
        }
    }

    @Test(arguments: [
        ("../../../etc/passwd", 1), ("", 1), ("/a", 1), ("a//b", 1), ("a/./b", 1), ("a.yaml", 0), ("a.yaml", -4),
    ])
    func noLineNoLink(_ file: String, _ line: Int) {
        let location = SourceLocation(file: file, line: line, column: 1)
        #expect(ForgePages(remote: "git@github.com:a/b")?.line(location, at: Self.commit) == nil)
    }
}
