// A controller holds its rights for months: one too few and drift goes unseen, one too many and it can do harm.
import Drift
import ObjectModel
import Testing
import YAMLBridge

@testable import Reconciler

@Suite struct RolesGrantWhatIsNeededTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var manifests: String
        var mode = Environment.Mode.report
        var prune = false
        var protected: [Glob] = []
        /// The environment's own, and those for all.
        var ownModes: [ModeRule] = []
        var modes: [ModeRule] = []
        var options = EnvironmentPermissions.Options()
        /// A line for each rule, as `PLACE GROUP/RESOURCES [NAMES] VERBS`; rights on events are left out.
        var expected: [String]
    }

    static let deployment = object("apps/v1", "Deployment", "web", in: "shop")
    static let map = object("v1", "ConfigMap", "settings", in: "shop")

    @Test(arguments: [
        Case(
            testDescription: "what is only reported is only read", manifests: map,
            expected: ["shop /configmaps get list watch"]),
        Case(
            testDescription: "a workload's Pods are read, for why they do not start", manifests: deployment,
            expected: ["shop /pods get list watch", "shop apps/deployments get list watch"]),
        Case(
            testDescription: "what is reverted is made and changed", manifests: map, mode: .revert,
            expected: ["shop /configmaps get list watch create patch"]),
        Case(
            testDescription: "what is pruned is deleted", manifests: map, mode: .revert, prune: true,
            expected: ["shop /configmaps get list watch create patch delete"]),
        Case(
            testDescription: "nothing is deleted where nothing is written", manifests: map, prune: true,
            expected: ["shop /configmaps get list watch"]),
        Case(
            testDescription: "what may be recreated is deleted",
            manifests: object("v1", "ConfigMap", "settings", in: "shop", "reconcile.dev/recreate: enabled"),
            mode: .revert, expected: ["shop /configmaps get list watch create patch delete"]),
        Case(
            testDescription: "so is what other tools' words allow to be recreated",
            manifests: object("v1", "ConfigMap", "m", in: "shop", "kapp.k14s.io/update-strategy: always-replace")
                + object("v1", "Service", "web", in: "shop", "argocd.argoproj.io/sync-options: Force=true")
                + object("v1", "Secret", "s", in: "shop", "reconcile.dev/recreate: sometimes"),
            mode: .revert,
            expected: [
                "shop /configmaps,services get list watch create patch delete",
                "shop /secrets get list watch create patch",
            ]),
        Case(
            testDescription: "what ours forbids to be recreated is not deleted by another tool's word",
            manifests: object(
                "v1", "ConfigMap", "m", in: "shop",
                "reconcile.dev/recreate: disabled, kustomize.toolkit.fluxcd.io/force: enabled"),
            mode: .revert, expected: ["shop /configmaps get list watch create patch"]),
        Case(
            testDescription: "an object that may be recreated and is only reported is only read",
            manifests: object("v1", "ConfigMap", "m", in: "shop", "reconcile.dev/recreate: enabled"),
            expected: ["shop /configmaps get list watch"]),
        Case(
            testDescription: "an object's own mode makes the environment's more careful, and no less",
            manifests: object("v1", "ConfigMap", "m", in: "shop", "reconcile.dev/mode: Report")
                + object("v1", "Service", "web", in: "shop", "reconcile.dev/mode: revert")
                + object("v1", "Secret", "s", in: "shop", "kapp.k14s.io/update-strategy: skip"),
            mode: .manual,
            expected: ["shop /configmaps,secrets get list watch", "shop /services get list watch create patch"]),
        Case(
            testDescription: "no annotation has an environment write that only reports",
            manifests: object("v1", "Service", "web", in: "shop", "reconcile.dev/mode: revert"),
            expected: ["shop /services get list watch"]),
        Case(
            testDescription: "a kind that a rule has only reported is only read",
            manifests: map + object("v1", "Service", "web", in: "shop"), mode: .revert, prune: true,
            modes: [ModeRule(target: .init(group: Glob(""), kind: Glob("ConfigMap")), mode: .report)],
            expected: ["shop /configmaps get list watch", "shop /services get list watch create patch delete"]),
        Case(
            testDescription: "a kind that the environment's own rule reverts is written, and pruned by none",
            manifests: map + object("v1", "Service", "web", in: "shop"), prune: true,
            ownModes: [ModeRule(target: .init(kind: Glob("ConfigMap")), mode: .revert)],
            expected: ["shop /configmaps get list watch create patch", "shop /services get list watch"]),
        Case(
            testDescription: "a rule about paths leaves the rest of the object to be written",
            manifests: map, mode: .revert,
            modes: [ModeRule(target: .init(), paths: [JSONPointer(["data"])], mode: .report)],
            expected: ["shop /configmaps get list watch create patch"]),
        Case(
            testDescription: "a namespace that a rule has only reported exists",
            manifests: map + object("v1", "Namespace", "shop"), mode: .revert,
            modes: [ModeRule(target: .init(kind: Glob("Namespace")), mode: .report)],
            expected: ["cluster /namespaces get list watch", "shop /configmaps get list watch create patch"]),
        Case(
            testDescription: "kinds that the environment protects are not pruned, unless they may be recreated",
            manifests: map + object("networking.k8s.io/v1", "Ingress", "in", in: "shop")
                + object("networking.k8s.io/v1", "NetworkPolicy", "deny", in: "shop")
                + object("v1", "Secret", "s", in: "shop", "reconcile.dev/recreate: enabled"),
            mode: .revert, prune: true,
            protected: [Glob("ConfigMap"), Glob("Ingress.networking.k8s.io"), Glob("Sec*")],
            expected: [
                "shop /configmaps get list watch create patch", "shop /secrets get list watch create patch delete",
                "shop networking.k8s.io/ingresses get list watch create patch",
                "shop networking.k8s.io/networkpolicies get list watch create patch delete",
            ]),
        Case(
            testDescription: "kinds that are never pruned are never deleted",
            manifests: object("v1", "PersistentVolume", "disk")
                + object("v1", "PersistentVolumeClaim", "disk", in: "shop"),
            mode: .revert, prune: true,
            expected: [
                "cluster /persistentvolumes get list watch create patch",
                "shop /persistentvolumeclaims get list watch create patch",
            ]),
        Case(
            testDescription: "kinds with the same verbs share a rule",
            manifests: map + object("v1", "Endpoints", "web", in: "shop") + object("v1", "Service", "web", in: "shop"),
            expected: ["shop /configmaps,endpoints,services get list watch"]),
        Case(
            testDescription: "each namespace gets its own kinds",
            manifests: map + object("networking.k8s.io/v1", "NetworkPolicy", "deny", in: "bank"),
            expected: ["bank networking.k8s.io/networkpolicies get list watch", "shop /configmaps get list watch"]),
        Case(
            testDescription: "many namespaces are granted at once",
            manifests: (1...7).map { object("v1", "ConfigMap", "m", in: "n\($0)") }.joined(),
            expected: ["cluster /configmaps get list watch"]),
        Case(
            testDescription: "a Role cannot stand in a namespace that is still to be made",
            manifests: map + object("v1", "Namespace", "shop"), mode: .revert,
            expected: [
                "cluster /configmaps,namespaces get list watch create patch"
            ]),
        Case(
            testDescription: "a namespace that is only watched exists",
            manifests: map + object("v1", "Namespace", "shop"),
            expected: ["cluster /namespaces get list watch", "shop /configmaps get list watch"]),
        Case(
            testDescription: "a definition in the repository says what its kind is called",
            manifests: definition("Mouse", "mice") + object("zoo.example/v1", "Mouse", "m", in: "shop"),
            expected: [
                "cluster apiextensions.k8s.io/customresourcedefinitions get list watch",
                "shop zoo.example/mice get list watch",
            ]),
        Case(
            testDescription: "of a custom kind the definition is read, too, and its plural is that of English",
            manifests: object("zoo.example/v1", "Gateway", "a", in: "shop")
                + object("zoo.example/v1", "Policy", "b", in: "shop")
                + object("zoo.example/v1", "Box", "c", in: "shop"),
            expected: [
                "cluster apiextensions.k8s.io/customresourcedefinitions get list watch",
                "shop zoo.example/boxes,gateways,policies get list watch",
            ]),
    ]) func grants(_ c: Case) throws {
        let permissions = try c.permissions()
        #expect(permissions.roles.flatMap(lines) == c.expected)
    }

    @Test func aGuessIsSaidToBeOne() throws {
        let manifests = Self.object("zoo.example/v1", "Mouse", "m", in: "shop")
        let permissions = try Case(testDescription: "", manifests: manifests, expected: []).permissions()
        #expect(permissions.notes == ["the repository has no definition of mouses.zoo.example: its name is a guess"])
        let defined = Case(testDescription: "", manifests: Self.definition("Mouse", "mice") + manifests, expected: [])
        #expect(try defined.permissions().notes.isEmpty)
    }

    @Test func wildcardsAreNeverGranted() throws {
        let c = Case(testDescription: "", manifests: Self.deployment, mode: .revert, prune: true, expected: [])
        for role in try c.permissions().roles {
            for rule in role.rules { #expect(!(rule.resources + rule.names + [rule.group]).contains("*")) }
        }
    }

    @Test func theOrderOfFilesChangesNothing() throws {
        let all = [Self.deployment, Self.map, Self.object("v1", "Service", "web", in: "bank")]
        let there = try Case(testDescription: "", manifests: all.joined(), expected: []).permissions()
        let back = try Case(testDescription: "", manifests: all.reversed().joined(), expected: []).permissions()
        #expect(there.roles == back.roles && there.notes == back.notes)
    }

    @Test func eventsAreWrittenBesideTheirObjects() throws {
        let c = Case(
            testDescription: "", manifests: Self.map + Self.object("v1", "Namespace", "shop"), expected: [])
        let events = try c.permissions().roles.flatMap { role in
            role.rules.filter { $0.resources == ["events"] }.map { "\(role.place) \($0.verbs.map(\.rawValue))" }
        }
        #expect(
            events == [#"namespace("default") ["create", "patch"]"#, #"namespace("shop") ["create", "patch"]"#],
            "that of a Namespace stands in 'default'")
    }
}

extension RolesGrantWhatIsNeededTests.Case {
    func permissions() throws -> EnvironmentPermissions {
        var environment = Environment(name: "staging", path: "staging", mode: mode)
        environment.prune.isEnabled = prune
        environment.prune.protected = protected
        environment.modes = ownModes
        var configuration = Configuration()
        configuration.modes = modes
        return try EnvironmentPermissions.reading(manifests, as: environment, options, of: configuration)
    }
}

extension EnvironmentPermissions {
    /// The rights for the objects of a YAML text.
    static func reading(
        _ text: String, as environment: Environment, _ options: Options = Options(),
        of configuration: Configuration = Configuration()
    ) throws -> EnvironmentPermissions {
        let reading = YAMLReader.read(Array(text.utf8), file: "all.yaml")
        try #require(reading.errors.isEmpty)
        let manifests = reading.documents.flatMap { ManifestReader.manifests(of: $0).manifests }
        let state = DesiredState(manifests, defaultNamespace: "") { KindScope.builtin($0.groupKind) }
        return EnvironmentPermissions(
            environment, modes: configuration.modeRules(of: environment), objects: state.objects, options: options)
    }
}

/// A line for each rule but those on events.
private func lines(_ role: GrantedRole) -> [String] {
    let place = if case .namespace(let name) = role.place { name } else { "cluster" }
    return role.rules.filter { $0.resources != ["events"] }.map { rule in
        let names = rule.names.isEmpty ? "" : " [\(rule.names.joined(separator: ","))]"
        let verbs = rule.verbs.map(\.rawValue).joined(separator: " ")
        return "\(place) \(rule.group)/\(rule.resources.joined(separator: ","))\(names) \(verbs)"
    }
}

extension RolesGrantWhatIsNeededTests {
    /// A document with nothing but its identity.
    static func object(
        _ apiVersion: String, _ kind: String, _ name: String, in namespace: String? = nil, _ annotation: String = ""
    ) -> String {
        let place = namespace.map { ", namespace: \($0)" } ?? ""
        return """
            ---
            apiVersion: \(apiVersion)
            kind: \(kind)
            metadata: {name: \(name)\(place), annotations: {\(annotation)}}

            """
    }

    static func definition(_ kind: String, _ plural: String) -> String {
        """
        ---
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: \(plural).zoo.example}
        spec: {group: zoo.example, scope: Namespaced, names: {kind: \(kind), plural: \(plural)}}

        """
    }
}
