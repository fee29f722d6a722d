import Drift
package import ObjectModel

/// Which drift is to be taken into Git; without anything named, all of it.
package struct AdoptSelection: Sendable {
    private var objects: [Pattern] = []
    private var fields: [Field] = []

    /// `Deployment/team-a/web`, `Node/gpu-1`, `Deployment.apps/team-a/*`.
    private struct Pattern {
        var kind: Glob
        var namespace: Glob?
        var name: Glob
    }

    private enum Field {
        /// The beginning of a path as reports have it, `.spec.replicas`.
        case path(String)
        /// The same as tokens; list elements by their place in Git, or by the value of one of their keys.
        case pointer([String])
    }

    package init(objects: [String] = [], fields: [String] = []) throws(ReconcileError) {
        for text in objects { self.objects.append(try Self.pattern(text)) }
        for text in fields { self.fields.append(try Self.field(text)) }
    }

    package func includes(_ key: ObjectKey) -> Bool {
        objects.isEmpty
            || objects.contains { pattern in
                let kinds = [key.groupKind.kind.lowercased(), key.groupKind.description.lowercased()]
                return kinds.contains(where: pattern.kind.matches) && pattern.name.matches(key.name)
                    && pattern.namespace.map { $0.matches(key.namespace) } ?? true
            }
    }

    /// `pointer` is where the field stands in Git.
    package func includes(_ path: FieldPath, at pointer: JSONPointer) -> Bool {
        fields.isEmpty
            || fields.contains { field in
                switch field {
                case .path(let prefix): Self.begins(path, with: prefix)
                case .pointer(let tokens): pointer.tokens.starts(with: tokens) || Self.begins(path, with: tokens)
                }
            }
    }

    private static func begins(_ path: FieldPath, with prefix: String) -> Bool {
        (0...path.elements.count).contains { FieldPath(Array(path.elements.prefix($0))).description == prefix }
    }

    private static func begins(_ path: FieldPath, with tokens: [String]) -> Bool {
        tokens.count <= path.elements.count
            && zip(path.elements, tokens).allSatisfy { element, token in
                switch element {
                case .field(let name): name == token
                case .index(let place): String(place) == token
                case .value(let value): value.string ?? value.shortText == token
                case .key(let members): members.contains { $0.value.string ?? $0.value.shortText == token }
                }
            }
    }

    private static func pattern(_ text: String) throws(ReconcileError) -> Pattern {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 || parts.count == 3, !parts.contains("") else {
            throw ReconcileError(
                .input, step: "choose objects by", subject: text, detail: "it is not KIND/NAMESPACE/NAME",
                hint: "write Deployment/team-a/web, or Namespace/team-a for an object without a namespace")
        }
        return Pattern(
            kind: Glob(parts[0].lowercased()), namespace: parts.count == 3 ? Glob(parts[1]) : nil,
            name: Glob(parts[parts.count - 1]))
    }

    private static func field(_ text: String) throws(ReconcileError) -> Field {
        if text.hasPrefix("."), text.count > 1 { return .path(text) }
        if let pointer = JSONPointer(parsing: text), !pointer.tokens.isEmpty { return .pointer(pointer.tokens) }
        throw ReconcileError(
            .input, step: "choose fields by", subject: text, detail: "it is neither a path nor a JSON pointer",
            hint: "write .spec.replicas as reports do, or /spec/replicas")
    }
}
