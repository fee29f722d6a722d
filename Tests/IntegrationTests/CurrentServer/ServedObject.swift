import Testing

/// One object as a person writes it in Git and as a server of 1.36 has it live, with one change that is made to the live
/// object, and what is said of that.
struct ServedObject: Sendable, CustomTestStringConvertible {
    /// `Kind/name`, and what is looked at.
    var testDescription: String
    var git: String
    /// In full, but for what the server sets in `metadata`.
    var live: String
    /// A part of `live`, and what takes its place.
    var edit: (String, String)
    /// What the report then says; the object is in sync before.
    var lines: [String]

    init(_ name: String, git: String, live: String, edit: (String, String), lines: [String]) {
        testDescription = name
        self.git = git
        self.live = live
        self.edit = edit
        self.lines = lines
    }

    var name: String { String(testDescription.prefix { $0 != ":" }) }
    var edited: String { live.replacing(edit.0, with: edit.1) }

    static let all = workloads + jobs + network + configuration + access + storage + admission + custom
}
