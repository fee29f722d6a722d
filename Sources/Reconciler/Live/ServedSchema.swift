package import Drift
package import ObjectModel
package import OpenAPISchema

/// The types that a cluster gave, and what it did not give.
///
/// Comparing goes on all the same: the built-in types are near those of any server, and without types values are
/// compared as they stand, which finds differences that are none but misses none that is one.
package struct ServedSchema: Sendable {
    package var table: TypeTable
    /// Warnings of what is not published or not shown to us, which is how such a server is.
    package private(set) var findings: [Finding] = []
    /// What failed, and may be there the next time.
    package private(set) var gaps: [String] = []

    package init(_ table: TypeTable) { self.table = table }

    package var isWhole: Bool { findings.isEmpty && gaps.isEmpty }

    /// `subject` is whose schema it is: a group-version, or the server.
    package mutating func noteMissing(_ subject: String, detail: String) {
        findings.append(
            Finding(
                severity: .warning, rule: "no-schema",
                message: "\(subject) shows no schema, the built-in types are taken: \(detail)"))
    }

    /// `instead` says what is taken for it.
    package mutating func noteFailed(_ error: some Error & CustomStringConvertible, instead: String) {
        gaps.append("\(error.description); \(instead) are taken")
    }

    /// Warns of the `kinds` that have no types, of nobody.
    package mutating func noteUntyped(among kinds: some Sequence<GroupVersionKind>) {
        let untyped = kinds.filter { table.root($0) == nil }.sorted()
        guard !untyped.isEmpty else { return }
        let names = untyped.map(\.description).joined(separator: ", ")
        findings.append(
            Finding(
                severity: .warning, rule: "no-schema",
                message: "no schema has \(names): values are compared as they stand, and lists by place"))
    }
}
