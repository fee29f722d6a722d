import Reconciler
import Testing

/// A push is for us however its forge and we spell the repository, and never for a repository that is not ours.
@Suite struct OneRepositoryHasManySpellingsTests {
    @Test(arguments: [
        "https://git.example.com/team/clusters.git", "https://git.example.com/team/clusters",
        "https://GIT.example.com/Team/Clusters/", "https://user:token@git.example.com/team/clusters.git",
        "https://git.example.com:8443/team/clusters.git", "http://git.example.com/team/clusters",
        "ssh://git@git.example.com/team/clusters.git", "ssh://git@git.example.com:2222/team//clusters.git",
        "git@git.example.com:team/clusters.git", "git@git.example.com:/team/clusters", "git.example.com:team/clusters",
        "git+ssh://git.example.com/team/clusters", "git://git.example.com/team/clusters.git",
        "https://git.example.com./team/clusters?x=1#y",
    ])
    func areOne(_ address: String) {
        #expect(RepositoryIdentity(address) == RepositoryIdentity("https://git.example.com/team/clusters.git"))
    }

    @Test(arguments: [
        "https://git.example.com/team/clusters2.git", "https://git.example.com/other/clusters.git",
        "https://git.example.org/team/clusters.git", "https://evil.example/git.example.com/team/clusters.git",
        "https://git.example.com@evil.example/team/clusters.git", "https://git.example.com/team/sub/clusters.git",
        "git@evil.example:git.example.com/team/clusters.git", "https://git.example.com/team/clusters.git/wiki",
    ])
    func areOthers(_ address: String) {
        #expect(RepositoryIdentity(address) != nil)
        #expect(RepositoryIdentity(address) != RepositoryIdentity("https://git.example.com/team/clusters.git"))
    }

    @Test(arguments: [
        "", "/srv/git/clusters.git", "./clusters", "file:///srv/git/clusters.git", "https://", "https:///team/x",
        "https://host", "https://host/.git", ":x", "javascript://host/path", "ssh://git@/x", "c:",
    ])
    func nameNone(_ address: String) { #expect(RepositoryIdentity(address) == nil) }

    @Test(arguments: [
        ("ssh://git@ssh.github.com:443/acme/clusters.git", "https://github.com/acme/clusters"),
        ("ssh://git@altssh.gitlab.com:443/acme/clusters.git", "git@gitlab.com:acme/clusters.git"),
        ("https://[2001:db8::1]:8443/a/b", "git@[2001:db8::1]:a/b.git"),
    ])
    func hostsOfManyNames(_ left: String, _ right: String) {
        #expect(RepositoryIdentity(left) != nil)
        #expect(RepositoryIdentity(left) == RepositoryIdentity(right))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var pushed = "refs/heads/main"
        var urls = ["https://github.com/acme/clusters.git", "git@github.com:acme/clusters.git"]
        var followed: String? = "main"
        var concerns = true
    }

    @Test(arguments: [
        Case(testDescription: "the branch that is followed"),
        Case(testDescription: "its whole name", followed: "refs/heads/main"),
        Case(testDescription: "another branch", pushed: "refs/heads/next", concerns: false),
        Case(testDescription: "a branch whose name ends the same", pushed: "refs/heads/not/main", concerns: false),
        Case(testDescription: "a tag", pushed: "refs/tags/v1", followed: "v1"),
        Case(testDescription: "any branch, for who follows the default one", pushed: "refs/heads/next", followed: nil),
        Case(
            testDescription: "a tag, for who follows the default branch", pushed: "refs/tags/v1", followed: nil,
            concerns: false),
        Case(testDescription: "HEAD", pushed: "refs/heads/next", followed: "HEAD"),
        Case(testDescription: "another repository", urls: ["https://github.com/acme/other.git"], concerns: false),
        Case(testDescription: "URLs that are none", urls: ["", "x"], concerns: false),
    ])
    func pushes(_ c: Case) {
        let push = WebhookPush(repositoryURLs: c.urls, ref: c.pushed, commit: nil)
        let answer = push.concerns(repository: "ssh://git@github.com/acme/clusters.git", ref: c.followed)
        #expect(answer == c.concerns)
        #expect(!push.concerns(repository: "/srv/git/clusters.git", ref: c.followed))
    }
}
