import ObjectModel
import Testing

/// No path that a person or a file of the repository writes leads out of the repository.
@Suite struct RepositoryPathTests {
    @Test(arguments: [
        ("", ""), (".", ""), ("./a//b/", "a/b"), ("a/../b", "b"), ("a/./b/..", "a"), ("a/..", ""), ("...", "..."),
        ("a/\u{301}b/..", "a"), ("/a", nil), ("..", nil), ("a/../..", nil), ("a/\u{301}/../../..", nil), ("a\0b", nil),
    ])
    func isWrittenInOneForm(_ text: String, _ expected: String?) {
        #expect(RepositoryPath.normalised(text) == expected)
    }
}
