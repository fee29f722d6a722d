import ObjectModel
import OpenAPISchema

/// One served version of a CustomResourceDefinition.
struct CustomVersion: Sendable {
    /// Where a `scale` subresource finds its values; simple paths such as `.spec.replicas`.
    struct Scale: Sendable {
        var specReplicas: [String]
        var statusReplicas: [String]
        var labelSelector: [String]?
    }

    var listKind: String
    /// `openAPIV3Schema`; `nil` where the definition has none.
    var schema: JSONValue?
    /// `spec.preserveUnknownFields`, which turns pruning off.
    var keepsUnknown: Bool
    var scale: Scale?
    /// As the definition has them.
    var printerColumns: [JSONValue]
}

extension APIResource {
    /// The resources that a CustomResourceDefinition makes, a version each, in the server's order of preference.
    static func custom(from definition: JSONValue) -> [(resource: APIResource, types: TypeTable)] {
        guard let spec = definition["spec"], let group = spec["group"]?.string, let names = spec["names"],
            let kind = names["kind"]?.string, let plural = names["plural"]?.string
        else { return [] }
        let types = CRDReader.table(of: definition)
        let versions = (spec["versions"]?.array ?? []).filter { $0["served"] == true }
        return versions.compactMap { version -> (APIResource, TypeTable)? in
            guard let name = version["name"]?.string else { return nil }
            let gvk = GroupVersionKind(group: group, version: name, kind: kind)
            let resource = APIResource(
                kind: gvk, plural: plural, singular: names["singular"]?.string ?? "",
                isNamespaced: spec["scope"]?.string == "Namespaced",
                shortNames: names["shortNames"]?.array?.compactMap(\.string) ?? [],
                categories: names["categories"]?.array?.compactMap(\.string) ?? [],
                verbs: ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"],
                subresources: subresources(of: version),
                nature: .custom(CustomVersion(version, spec, listKind: names["listKind"]?.string ?? kind + "List")),
                type: version["schema"].map(isOpenToMerging) == true ? nil : types.root(gvk))
            return (resource, types)
        }
        .sorted { KubeVersion($0.0.kind.version) > KubeVersion($1.0.kind.version) }
    }

    /// 1.20 makes no merge types of a schema with an int-or-string anywhere, since OpenAPI v2 has no `anyOf`; such
    /// objects are owned by what they look like: maps by member, lists whole.
    private static func isOpenToMerging(_ schema: JSONValue) -> Bool {
        switch schema {
        case .object(let object):
            object["x-kubernetes-int-or-string"] == true || object.members.contains { isOpenToMerging($0.value) }
        case .array(let items): items.contains(where: isOpenToMerging)
        default: false
        }
    }

    private static func subresources(of version: JSONValue) -> [Subresource] {
        [.status, .scale].filter { version["subresources"]?[$0.rawValue] != nil }
    }
}

extension CustomVersion {
    fileprivate init(_ version: JSONValue, _ spec: JSONValue, listKind: String) {
        self.listKind = listKind
        schema = version["schema"]?["openAPIV3Schema"]
        keepsUnknown = spec["preserveUnknownFields"] == true
        printerColumns = version["additionalPrinterColumns"]?.array ?? []
        if let scale = version["subresources"]?["scale"], let replicas = scale["specReplicasPath"]?.string {
            self.scale = Scale(
                specReplicas: Self.path(replicas), statusReplicas: Self.path(scale["statusReplicasPath"]?.string ?? ""),
                labelSelector: scale["labelSelectorPath"]?.string.map(Self.path))
        }
    }

    private static func path(_ text: String) -> [String] { text.split(separator: ".").map(String.init) }
}

/// A version's place in the order of preference (apimachinery `version.CompareKubeAwareVersionStrings`): stable before
/// beta before alpha, higher numbers first, anything else last by name.
struct KubeVersion: Comparable {
    private let text: String
    private let rank: (Int, Int, Int)?

    init(_ text: String) {
        self.text = text
        rank = Self.parse(text)
    }

    static func == (left: KubeVersion, right: KubeVersion) -> Bool { left.text == right.text }

    static func < (left: KubeVersion, right: KubeVersion) -> Bool {
        switch (left.rank, right.rank) {
        case (let a?, let b?): a < b
        case (nil, _?): true
        case (_?, nil): false
        case (nil, nil): left.text > right.text
        }
    }

    /// `v2beta1` is (1, 2, 1); stability counts first.
    private static func parse(_ text: String) -> (Int, Int, Int)? {
        guard text.first == "v" else { return nil }
        let rest = text.dropFirst()
        let major = rest.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(major) else { return nil }
        let suffix = rest[major.endIndex...]
        if suffix.isEmpty { return (2, number, 0) }
        for (rank, word) in [(1, "beta"), (0, "alpha")] where suffix.hasPrefix(word) {
            return Int(suffix.dropFirst(word.count)).map { (rank, number, $0) }
        }
        return nil
    }
}
