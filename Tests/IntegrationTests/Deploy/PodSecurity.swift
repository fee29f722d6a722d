import ObjectModel

/// The Pod Security Standard "restricted", as a pure check of a Pod's template.
///
/// Source: Kubernetes, "Pod Security Standards", policies baseline and restricted. The test-bed's API server is older
/// than the admission that enforces them.
enum PodSecurity {
    /// A sentence for each rule that `template` breaks.
    static func violations(of template: JSONValue) -> [String] {
        let pod = template["spec"] ?? [:]
        let context = pod["securityContext"]
        var found: [String] = []
        for name in ["hostNetwork", "hostPID", "hostIPC"] where pod[name]?.bool == true { found.append(name) }
        for volume in pod["volumes"]?.array ?? [] {
            let kinds = volume.object?.keys.filter { $0 != "name" } ?? []
            found += kinds.filter { !volumeKinds.contains($0) }.map { "volume of kind \($0)" }
        }
        if !(context?["sysctls"]?.array ?? []).isEmpty { found.append("sysctls") }
        let names = ["initContainers", "containers", "ephemeralContainers"]
        for container in names.flatMap({ pod[$0]?.array ?? [] }) { found += violations(of: container, in: context) }
        return found
    }

    private static let volumeKinds: Set<String> = [
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret",
    ]

    private static func violations(of container: JSONValue, in pod: JSONValue?) -> [String] {
        let own = container["securityContext"]
        func setting(_ name: String) -> JSONValue? { own?[name] ?? pod?[name] }
        var found: [String] = []
        if own?["privileged"]?.bool == true { found.append("privileged") }
        if own?["allowPrivilegeEscalation"]?.bool != false { found.append("allowPrivilegeEscalation") }
        if setting("runAsNonRoot")?.bool != true { found.append("runAsNonRoot") }
        if setting("runAsUser")?.integer == 0 { found.append("runAsUser 0") }
        let profile = setting("seccompProfile")?["type"]?.string ?? ""
        if !["RuntimeDefault", "Localhost"].contains(profile) { found.append("seccompProfile") }
        if own?["capabilities"]?["drop"]?.array?.contains("ALL") != true { found.append("capabilities not dropped") }
        let added = own?["capabilities"]?["add"]?.array?.compactMap(\.string) ?? []
        found += added.filter { $0 != "NET_BIND_SERVICE" }.map { "capability \($0)" }
        if let mount = own?["procMount"]?.string, mount != "Default" { found.append("procMount") }
        let ports = container["ports"]?.array ?? []
        if ports.contains(where: { ($0["hostPort"]?.integer ?? 0) != 0 }) { found.append("hostPort") }
        return found
    }
}
