package import Drift
package import ObjectModel

/// Takes documents apart into objects: lists are opened, and what is no object is told.
package enum ManifestReader {
    /// Lists in lists are opened this deep.
    private static let listDepth = 4
    private static let localConfig = "config.kubernetes.io/local-config"

    /// The objects of `document` in its order, and what is wrong with it.
    package static func manifests(of document: SourceDocument) -> (manifests: [Manifest], findings: [Finding]) {
        var result: (manifests: [Manifest], findings: [Finding]) = ([], [])
        read(document.value, at: JSONPointer(), of: document, depth: 0, into: &result)
        return result
    }

    private static func read(
        _ value: JSONValue, at base: JSONPointer, of document: SourceDocument, depth: Int,
        into result: inout (manifests: [Manifest], findings: [Finding])
    ) {
        if value.isNull || value.object?.isEmpty == true { return }
        guard let apiVersion = value["apiVersion"]?.string, let kindName = value["kind"]?.string, !kindName.isEmpty
        else {
            result.findings.append(noObject(value, at: base, of: document))
            return
        }
        if kindName.hasSuffix("List"), let items = value["items"]?.array ?? emptyList(value), depth < listDepth {
            for (place, item) in items.enumerated() {
                let base = JSONPointer(base.tokens + ["items", String(place)])
                read(completed(item, from: value), at: base, of: document, depth: depth + 1, into: &result)
            }
            return
        }
        guard !isNotForTheCluster(apiVersion, kindName, value) else { return }
        let kind = GroupVersionKind(apiVersion: apiVersion, kind: kindName)
        guard let name = value["metadata"]?["name"]?.string, !name.isEmpty else {
            result.findings.append(noName(value, kind: kind, at: base, of: document))
            return
        }
        if let hook = hookAnnotation(value) {
            result.findings.append(isHook(kind, name, hook, document.location(of: base)))
            return
        }
        let namespace = value["metadata"]?["namespace"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        result.manifests.append(
            Manifest(kind: kind, name: name, namespace: namespace, value: value, document: document, base: base))
    }

    /// `items: null` and no items at all are empty lists; a kind that merely ends in List has neither.
    private static func emptyList(_ value: JSONValue) -> [JSONValue]? {
        value["kind"]?.string == "List" || value["items"]?.isNull == true ? [] : nil
    }

    /// Items of a typed list (`DeploymentList`) may leave out what the list says.
    private static func completed(_ item: JSONValue, from list: JSONValue) -> JSONValue {
        guard var object = item.object, object["kind"] == nil, let kind = list["kind"]?.string, kind != "List" else {
            return item
        }
        object["kind"] = .string(String(kind.dropLast("List".count)))
        object["apiVersion"] = object["apiVersion"] ?? list["apiVersion"]
        return .object(object)
    }

    /// Configuration of tools that stands among the manifests.
    private static func isNotForTheCluster(_ apiVersion: String, _ kind: String, _ value: JSONValue) -> Bool {
        if value["metadata"]?["annotations"]?[localConfig]?.string == "true" { return true }
        return apiVersion.hasPrefix("kustomize.config.k8s.io/")
            || apiVersion == "reconcile.dev/v1alpha1" && kind == "Config"
    }

    /// Argo CD and Helm run such objects at moments of their own; they are not kept equal.
    private static func hookAnnotation(_ value: JSONValue) -> String? {
        let annotations = value["metadata"]?["annotations"]
        return ["argocd.argoproj.io/hook", "helm.sh/hook"].first { annotations?[$0]?.string?.isEmpty == false }
    }

    // MARK: Findings

    private static func noObject(_ value: JSONValue, at base: JSONPointer, of document: SourceDocument) -> Finding {
        let location = document.location(of: base)
        let lacks = value.object == nil ? "it is \(value.kindPhrase)" : lacking(value)
        return Finding(
            severity: .error, rule: "not-an-object",
            message: "cannot read object '\(location)': \(lacks) (hint: write apiVersion and kind, or move the file "
                + "out of the environment's directory)", location: location)
    }

    private static func lacking(_ value: JSONValue) -> String {
        for key in ["apiVersion", "kind"] {
            guard let member = value[key] else { return "it has no \(key)" }
            if member.string == nil { return "its \(key) is \(member.kindPhrase), not a string" }
        }
        return "its kind is empty"
    }

    private static func noName(
        _ value: JSONValue, kind: GroupVersionKind, at base: JSONPointer, of document: SourceDocument
    ) -> Finding {
        let pointer = base.appending("metadata")
        let location = document.location(of: pointer)
        if value["metadata"]?["generateName"] != nil {
            return Finding(
                severity: .warning, rule: "generate-name",
                message: "\(kind) with generateName is a new object each time: it is not compared", location: location)
        }
        let detail = value["metadata"]?["name"].map { "metadata.name is \($0.kindPhrase), not a string" }
        return Finding(
            severity: .error, rule: "no-name",
            message: "cannot read object '\(location)': \(kind) has \(detail ?? "no metadata.name") "
                + "(hint: write the name as a string)", location: location)
    }

    private static func isHook(
        _ kind: GroupVersionKind, _ name: String, _ hook: String, _ location: SourceLocation
    ) -> Finding {
        Finding(
            severity: .warning, rule: "hook",
            message: "\(kind) \(name) is a hook (\(hook)): it is not compared", location: location)
    }
}
