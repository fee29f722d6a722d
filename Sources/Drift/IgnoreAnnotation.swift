import ObjectModel

/// `reconcile.dev/ignore: /spec/replicas, /metadata/labels/team` on the object itself.
package enum IgnoreAnnotation {
    static let key = "reconcile.dev/ignore"

    package static func rule(of desired: DesiredObject) -> IgnoreRule? {
        guard let paths = paths(of: desired.value) else { return nil }
        let location = desired.location(of: JSONPointer(["metadata", "annotations", key]))
        let clauses = paths.compactMap { path in
            JSONPointer(parsing: path).map { IgnoreRule.Clause(.path($0), location: location) }
        }
        return IgnoreRule(
            target: IgnoreRule.Target(), clauses: clauses, reason: "annotation \(key)", location: location)
    }

    /// A sentence for each path that is none.
    static func notes(of desired: JSONValue) -> [String] {
        (paths(of: desired) ?? []).filter { JSONPointer(parsing: $0) == nil }.map {
            "the annotation \(key) has '\($0)', which is no JSON pointer such as /spec/replicas: it hides nothing"
        }
    }

    private static func paths(of desired: JSONValue) -> [String]? {
        desired["metadata"]?["annotations"]?[key]?.string.map { text in
            text.split { $0 == "," || $0.isWhitespace }.map(String.init)
        }
    }
}
