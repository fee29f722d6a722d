import Drift
import ObjectModel

/// The rules of reconcile.yaml: what is not compared, whose fields count as what, and which mode holds where.
extension Configuration {
    static func ignoreRule(_ node: ConfigurationNode) -> IgnoreRule? {
        node.allow(["target", "paths", "managers", "reason"])
        let paths = node["paths"]?.elements ?? []
        let managers = node["managers"]?.elements ?? []
        if paths.isEmpty, managers.isEmpty {
            node.fail("the rule ignores nothing", hint: "add paths or managers")
        }
        return IgnoreRule(
            target: target(node), clauses: paths.compactMap(pathClause) + managers.compactMap(managerClause),
            reason: node["reason"]?.string ?? "", location: node.location)
    }

    static func modeRule(_ node: ConfigurationNode) -> ModeRule? {
        node.allow(["target", "paths", "mode", "reason"])
        let paths = (node["paths"]?.elements ?? []).compactMap(pointer)
        guard let mode = node.required("mode")?.choice(Environment.Mode.self) else { return nil }
        return ModeRule(target: target(node), paths: paths, mode: mode)
    }

    private static func target(_ node: ConfigurationNode) -> IgnoreRule.Target {
        guard let part = node["target"] else { return IgnoreRule.Target() }
        part.allow(["group", "kind", "namespace", "name"])
        return IgnoreRule.Target(
            group: part["group"]?.string.map(Glob.init), kind: part["kind"]?.string.map(Glob.init),
            namespace: part["namespace"]?.string.map(Glob.init), name: part["name"]?.string.map(Glob.init))
    }

    private static func pathClause(_ node: ConfigurationNode) -> IgnoreRule.Clause? {
        pointer(node).map { IgnoreRule.Clause(.path($0), location: node.location) }
    }

    private static func pointer(_ node: ConfigurationNode) -> JSONPointer? {
        guard let text = node.string else { return nil }
        if let pointer = JSONPointer(parsing: text) { return pointer }
        node.fail("'\(text)' is no JSON pointer", hint: "write it as in /spec/replicas, with ~1 for a slash")
        return nil
    }

    private static func managerClause(_ node: ConfigurationNode) -> IgnoreRule.Clause? {
        node.string.map { IgnoreRule.Clause(.manager(Glob($0)), location: node.location) }
    }

    static func managerPolicy(_ node: ConfigurationNode) -> ManagerPolicy {
        node.allow(["human", "own"])
        return ManagerPolicy(
            human: node["human"]?.strings ?? ManagerPolicy.defaultHuman,
            own: ManagerPolicy.defaultOwn + (node["own"]?.strings ?? []))
    }
}
