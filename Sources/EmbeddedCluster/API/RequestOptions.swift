import HTTPService
import ObjectModel

/// The query parameters of writing requests (`CreateOptions`, `UpdateOptions`, `PatchOptions`, `DeleteOptions`).
struct RequestOptions {
    var isDryRun = false
    /// Who writes: the parameter, else the word before the first `/` of the User-Agent.
    var manager = ""
    var force = false
    /// Whether the parameter was given at all.
    var statesManager = false

    /// `kind` names the options in errors.
    init(_ request: HTTPRequest, kind: String) throws(APIStatus) {
        let manager = request.parameter("fieldManager") ?? ""
        try Self.check(dryRun: request.query.filter { $0.name == "dryRun" }.map(\.value), manager: manager, kind: kind)
        isDryRun = request.query.contains { $0.name == "dryRun" && !$0.value.isEmpty }
        statesManager = !manager.isEmpty
        self.manager = statesManager ? manager : Self.prefix(ofUserAgent: request.headers["user-agent"] ?? "")
        force = request.parameter("force").map { $0 == "true" || $0 == "1" } ?? false
    }

    /// apimachinery `validation.ValidateDryRun` and `ValidateFieldManager`.
    private static func check(dryRun: [String], manager: String, kind: String) throws(APIStatus) {
        var failures: [FieldFailure] = []
        let given = dryRun.filter { !$0.isEmpty }
        if !given.isEmpty, given != ["All"] {
            let list = given.map(\.jsonQuoted).joined(separator: ", ")
            failures.append(.notSupported("dryRun", "[]string{\(list)}", ["All"]))
        }
        if manager.utf8.count > 128 {
            failures.append(
                FieldFailure(
                    reason: .tooLong, field: "fieldManager", body: "Too long: must have at most 128 bytes"))
        }
        for (place, scalar) in manager.unicodeScalars.enumerated() where !isPrintable(scalar) {
            failures.append(
                .invalid(
                    "fieldManager", manager.goQuoted,
                    "invalid character U+\(hex(scalar.value)) (at position \(place))"))
        }
        guard failures.isEmpty else {
            throw APIStatus.invalid(GroupKind(group: "meta.k8s.io", kind: kind), "", failures)
        }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    private static func hex(_ number: UInt32) -> String {
        let digits = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// apiserver `prefixFromUserAgent`: at most 128 bytes of what can be printed.
    private static func prefix(ofUserAgent agent: String) -> String {
        var result = ""
        for scalar in agent.prefix(while: { $0 != "/" }).unicodeScalars where isPrintable(scalar) {
            guard result.utf8.count + String(scalar).utf8.count <= 128 else { break }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}

extension String {
    /// As Go's `%q` writes it, which has short forms that JSON lacks.
    fileprivate var goQuoted: String {
        let short: [(String, String)] = [
            ("\\u0007", "\\a"), ("\\u0008", "\\b"), ("\\u000c", "\\f"), ("\\u000b", "\\v"), ("\\u00", "\\x"),
        ]
        return short.reduce(jsonQuoted) { text, pair in
            var text = text
            while let found = text.firstRange(of: pair.0) { text.replaceSubrange(found, with: pair.1) }
            return text
        }
    }
}
