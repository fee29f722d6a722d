import ObjectModel

/// `reconcile.dev/ignore: /spec/replicas, /metadata/labels/team` on the object itself.
enum IgnoreAnnotation {
    static let key = "reconcile.dev/ignore"

    static func rule(of desired: DesiredObject) -> IgnoreRule? {
        guard let text = desired.value["metadata"]?["annotations"]?[key]?.string else { return nil }
        let location = desired.location(of: JSONPointer(["metadata", "annotations", key]))
        let clauses = text.split(whereSeparator: { $0 == "," || $0.isWhitespace }).compactMap { path in
            JSONPointer(parsing: String(path)).map { IgnoreRule.Clause(.path($0), location: location) }
        }
        return IgnoreRule(
            target: IgnoreRule.Target(), clauses: clauses, reason: "annotation \(key)", location: location)
    }
}
