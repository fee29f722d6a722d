/// `reconcile version`
enum VersionVerb: Verb {
    static let name = "version"
    static let summary = "Prints the version."
    static let discussion = "The version of this program and of the reports it writes."
    static let options: [OptionSpec] = []

    static func run(_ options: ParsedOptions, _ terminal: Terminal) async throws -> Int32 {
        terminal.answer("reconcile \(Reconcile.version)\n")
        return 0
    }
}
