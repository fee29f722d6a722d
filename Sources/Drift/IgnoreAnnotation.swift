import ObjectModel

/// `reconcile.dev/ignore: /spec/replicas, /metadata/labels/team` on the object itself.
enum IgnoreAnnotation {
    static let key = "reconcile.dev/ignore"

    static func rules(of desired: JSONValue) -> [IgnoreRule] {
        guard let text = desired["metadata"]?["annotations"]?[key]?.string else { return [] }
        let paths = text.split(whereSeparator: { $0 == "," || $0.isWhitespace }).compactMap {
            JSONPointer(parsing: String($0))
        }
        guard !paths.isEmpty else { return [] }
        return [IgnoreRule(target: IgnoreRule.Target(), paths: paths, reason: "annotation \(key)")]
    }
}
