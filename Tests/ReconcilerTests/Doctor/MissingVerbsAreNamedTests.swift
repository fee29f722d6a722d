import Drift
import ObjectModel
import Synchronization
import Testing

@testable import Reconciler

/// Every verb that an environment needs and that is not granted is named, with where; what is granted is not asked twice.
@Suite struct MissingVerbsAreNamedTests {
    /// Grants what the test says, and counts the questions.
    private final class Rules: AccessReviewer {
        private let isGranted: @Sendable (AccessRequest) -> Bool
        private let asked = Mutex<[AccessRequest]>([])

        init(_ isGranted: @escaping @Sendable (AccessRequest) -> Bool) { self.isGranted = isGranted }

        var requests: [AccessRequest] { asked.withLock(\.self) }

        func isAllowed(_ request: AccessRequest) async throws -> Bool {
            asked.withLock { $0.append(request) }
            return isGranted(request)
        }
    }

    private static let environment: Environment = {
        var environment = Environment(name: "prod", path: "prod", mode: .revert)
        environment.prune.isEnabled = true
        return environment
    }()

    /// For a Deployment in each of the namespaces; without any, for one that has none.
    private static func needs(_ namespaces: Set<String>, modes: [ModeRule] = []) -> [PermissionNeed] {
        var configuration = Configuration()
        configuration.modes = modes
        let objects = (namespaces.isEmpty ? [""] : namespaces).sorted().map { namespace in
            var object = PlanFixture.desired("web", PlanFixture.deployment)
            object.key.namespace = namespace
            return object
        }
        let rights = ObjectRights(environment, modes: configuration.modeRules(of: environment))
        return PermissionNeed.of(group: "apps", resource: "deployments", objects, rights)
    }

    private func judgements(
        _ namespaces: Set<String> = ["a", "b"], isForController: Bool = false,
        granting isGranted: @escaping @Sendable (AccessRequest) -> Bool
    ) async throws -> [String] {
        let needs = Self.needs(namespaces)
        return try await PermissionCheck(reviewer: Rules(isGranted)).run(needs).compactMap {
            $0.judgement(isForController: isForController).map { "\($0.level) \($0.detail)" }
        }
    }

    @Test func allIsGranted() async throws {
        let rules = Rules { $0.namespace == nil }
        let needs = Self.needs(["a"])
        let answers = try await PermissionCheck(reviewer: rules).run(needs)
        #expect(answers.allSatisfy { $0.refusals.isEmpty })
        #expect(rules.requests.count == 6, "one question for each verb: \(rules.requests.map(\.verb))")
    }

    @Test func nothingIsGranted() async throws {
        #expect(
            try await judgements { _ in false } == [
                "fail may not get, list deployments.apps in namespaces a, b: it cannot be compared there",
                "warn may not watch deployments.apps in namespaces a, b: 'reconcile run' needs it",
                "fail may not create, patch deployments.apps in namespaces a, b: the mode has them written",
                "fail may not delete deployments.apps in namespaces a, b: they may be pruned, or made anew",
            ])
    }

    @Test func aVerbInOneNamespace() async throws {
        #expect(
            try await judgements { $0.verb != "patch" || $0.namespace == "a" } == [
                "fail may not patch deployments.apps in namespace b: the mode has them written"
            ])
    }

    @Test func listingIsNotNeededWhereReadingIsAllowed() async throws {
        #expect(
            try await judgements { $0.verb != "list" } == [
                "warn may not list deployments.apps in namespaces a, b: objects are read one by one"
            ])
    }

    @Test func oneOfThemInEachNamespaceIsEnough() async throws {
        let found = try await judgements { request in
            request.verb == "get" ? request.namespace == "a" : request.verb != "list" || request.namespace == "b"
        }
        #expect(found == ["warn may not get, list deployments.apps in namespaces a, b: objects are read one by one"])
    }

    @Test func whatHasNoNamespace() async throws {
        #expect(
            try await judgements([]) { $0.verb != "delete" } == [
                "fail may not delete deployments.apps: they may be pruned, or made anew"
            ])
    }

    @Test func theControllerNeedsMore() async throws {
        let found = try await judgements(isForController: true) { $0.verb != "watch" }
        #expect(found == ["fail may not watch deployments.apps in namespaces a, b: 'reconcile run' needs it"])
        let own = PermissionNeed.ofController(in: "home", objectsIn: ["a"])
        let answers = try await PermissionCheck(reviewer: Rules { $0.resource != "leases" && $0.subresource == nil })
            .run(own)
        #expect(
            answers.compactMap { $0.judgement(isForController: false)?.detail } == [
                "may not create, get, update leases.coordination.k8s.io in namespace home: 'reconcile run' needs it",
                "may not patch environments/status.reconcile.dev in namespace home: 'reconcile run' needs it",
            ])
    }

    @Test func inAnotherClusterTheControllerOnlyNeedsEvents() {
        let needs = PermissionNeed.ofController(in: nil, objectsIn: ["a"])
        #expect(needs.map(\.resource) == ["events"])
    }

    /// The roles that `reconcile rbac` prints are enough.
    @Test func nothingIsNeededThatTheModeForbids() {
        let rule = ModeRule(target: .init(namespace: Glob("a")), mode: .report)
        let needs = Self.needs(["a", "b"], modes: [rule])
        #expect(needs.filter { $0.purpose == .compare }.map(\.namespaces) == [["a", "b"]])
        #expect(needs.filter { $0.purpose == .write || $0.purpose == .delete }.map(\.namespaces) == [["b"], ["b"]])
        let all = Self.needs(["a", "b"], modes: [ModeRule(target: .init(), mode: .report)])
        #expect(Set(all.map(\.purpose)) == [.compare, .watch])
    }

    @Test func manyNamespacesAreCounted() async throws {
        let found = try await judgements(["a", "b", "c", "d", "e"]) { $0.verb != "delete" }
        #expect(
            found == [
                "fail may not delete deployments.apps in namespaces a, b, c and 2 more: they may be pruned, or made anew"
            ])
    }
}
