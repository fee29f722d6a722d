/// The exit codes of docs/cli.md.
enum ExitCode {
    /// Error before partial before drift before none.
    static func graver(_ left: Int32, _ right: Int32) -> Int32 {
        [2, 3, 1].first { $0 == left || $0 == right } ?? 0
    }
}
