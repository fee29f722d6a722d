import Drift
import ObjectModel

/// An annotation or label that decided something, so that whoever meets the decision can be told its reason.
package struct AnnotationValue: Hashable, Sendable, CustomStringConvertible {
    package var name: String
    package var value: String

    /// `argocd.argoproj.io/sync-options: Prune=false`, on one line and of bounded length.
    package var description: String { "\(name): \(Self.shortened(value))" }

    static func shortened(_ text: String) -> String {
        let line = String(text.prefix(80).map { $0.isNewline ? " " : $0 })
        return text.count > 80 ? "\(line)…" : line
    }

    /// A value that means nothing, and what is done in its place; the caller knows object and place.
    func finding(_ consequence: String, hint: String) -> Finding {
        Finding(
            severity: .warning, rule: "annotation-value",
            message: "'\(self)' means nothing, and \(consequence): \(hint)")
    }
}

/// The annotations and labels of one object, for reading the few that we know.
struct ObjectAnnotations {
    private let annotations: JSONObject?
    private let labels: JSONObject?

    init(_ object: JSONValue) {
        annotations = object["metadata"]?["annotations"]?.object
        labels = object["metadata"]?["labels"]?.object
    }

    subscript(name: String) -> AnnotationValue? { Self.read(name, annotations) }

    /// The annotation or label `name`, where its value is one of `values` but for case.
    ///
    /// Flux reads its switches so (`AnyInMetadata` of fluxcd/pkg/ssa).
    func annotationOrLabel(_ name: String, among values: Set<String>) -> AnnotationValue? {
        [annotations, labels].lazy.compactMap { Self.read(name, $0) }.first { values.contains($0.value.lowercased()) }
    }

    /// The options of Argo CD's `sync-options`, separated by commas, blanks around them dropped.
    var syncOptions: [AnnotationValue] {
        guard let all = self["argocd.argoproj.io/sync-options"] else { return [] }
        return all.value.split(separator: ",").map { part in
            AnnotationValue(name: all.name, value: Self.trimmed(part))
        }
    }

    /// Text as it is; `false` and `5` without quotes as a person meant them, though a server refuses such a manifest.
    private static func read(_ name: String, _ members: JSONObject?) -> AnnotationValue? {
        switch members?[name] {
        case .string(let text): AnnotationValue(name: name, value: trimmed(text[...]))
        case .bool(let flag): AnnotationValue(name: name, value: "\(flag)")
        case .integer(let number): AnnotationValue(name: name, value: "\(number)")
        default: nil
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text.drop { $0.isWhitespace }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
