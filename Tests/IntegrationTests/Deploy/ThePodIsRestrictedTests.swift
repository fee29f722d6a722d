// The namespace enforces the Pod Security Standard "restricted": a template that breaks it would never start a Pod.
import ObjectModel
import Testing

@Suite(.enabled(if: Kubectl.isThere, Kubectl.howTo)) struct ThePodIsRestrictedTests {
    static let overlays = ["overlays/report", "overlays/revert"]

    private func template(_ overlay: String) async throws -> JSONValue {
        let deployment = try DeployFolder.object("Deployment", in: await DeployFolder.render(overlay))
        return try #require(deployment["spec"]?["template"])
    }

    @Test(arguments: overlays) func theTemplateMeetsTheStandard(_ overlay: String) async throws {
        let template = try await template(overlay)
        #expect(PodSecurity.violations(of: template).isEmpty)
        let container = try #require(template["spec"]?["containers"]?.array?.first)
        #expect(container["securityContext"]?["readOnlyRootFilesystem"] == true)
        #expect(container["resources"]?["limits"]?["memory"] == "256Mi")
        #expect(container["resources"]?["limits"]?["cpu"] == nil, "a throttled controller loses its Leases")
    }

    @Test(arguments: overlays) func theNamespaceEnforcesIt(_ overlay: String) async throws {
        let namespace = try DeployFolder.object("Namespace", in: await DeployFolder.render(overlay))
        #expect(namespace["metadata"]?["labels"]?["pod-security.kubernetes.io/enforce"] == "restricted")
    }

    @Test(arguments: overlays) func whatIsWrittenGoesToVolumes(_ overlay: String) async throws {
        let template = try await template(overlay)
        let mounts = template["spec"]?["containers"]?.array?.first?["volumeMounts"]?.array ?? []
        let writable = mounts.filter { $0["readOnly"] != true }.compactMap { $0["mountPath"]?.string }
        #expect(Set(writable) == ["/var/cache/reconcile", "/var/lib/reconcile", "/tmp"])
        let arguments = template["spec"]?["containers"]?.array?.first?["args"]?.array?.compactMap(\.string) ?? []
        let history = try #require(arguments.first { $0.hasPrefix("--history=") }).dropFirst("--history=".count)
        #expect(writable.contains { history.hasPrefix("\($0)/") }, "\(history) would not be written")
        for volume in template["spec"]?["volumes"]?.array ?? [] where volume["emptyDir"] != nil {
            #expect(volume["emptyDir"]?["sizeLimit"] != nil, "a volume without a limit fills the node")
        }
    }

    struct Break: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var path: String
        var value: JSONValue?
    }

    private static let context = "spec/containers/0/securityContext"

    @Test(arguments: [
        Break(testDescription: "hostNetwork", path: "spec/hostNetwork", value: true),
        Break(testDescription: "volume of kind hostPath", path: "spec/volumes/0/hostPath", value: ["path": "/"]),
        Break(testDescription: "sysctls", path: "spec/securityContext/sysctls", value: [["name": "kernel.msgmax"]]),
        Break(testDescription: "privileged", path: "\(context)/privileged", value: true),
        Break(testDescription: "allowPrivilegeEscalation", path: "\(context)/allowPrivilegeEscalation", value: nil),
        Break(testDescription: "runAsNonRoot", path: "spec/securityContext/runAsNonRoot", value: nil),
        Break(testDescription: "runAsUser 0", path: "\(context)/runAsUser", value: 0),
        Break(testDescription: "seccompProfile", path: "spec/securityContext/seccompProfile", value: nil),
        Break(testDescription: "capabilities not dropped", path: "\(context)/capabilities/drop", value: ["KILL"]),
        Break(testDescription: "capability SYS_ADMIN", path: "\(context)/capabilities/add", value: ["SYS_ADMIN"]),
        Break(testDescription: "procMount", path: "\(context)/procMount", value: "Unmasked"),
        Break(testDescription: "hostPort", path: "spec/containers/0/ports/0/hostPort", value: 80),
    ]) func theCheckSeesEachBreach(_ c: Break) async throws {
        let broken = try await template("overlays/report").setting(c.path, to: c.value)
        #expect(PodSecurity.violations(of: broken) == [c.testDescription])
    }
}
