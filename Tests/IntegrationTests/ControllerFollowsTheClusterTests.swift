// The cluster changes under the controller: kinds come and go, another cluster is meant, a window is open.
import JSONText
import ObjectModel
import Testing

@Suite(.enabled(if: Testbed.isThere, Testbed.howTo))
struct ControllerFollowsTheClusterTests {
    private static func definition(_ group: String) -> String {
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.\(group)}
        spec:
          group: \(group)
          scope: Namespaced
          names: {plural: widgets, singular: widget, kind: Widget}
          versions:
            - name: v1
              served: true
              storage: true
              schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}

        """
    }

    @Test func aDefinitionComesGoesAndComesAgain() async throws {
        let place = try await ControllerPlace(mode: "revert")
        let group = "\(place.namespace).example.com"
        let scratch = try Scratch()
        let definition = try scratch.write(Self.definition(group), to: "definition.yaml")
        try place.git.scratch.write(
            "apiVersion: \(group)/v1\nkind: Widget\nmetadata: {name: w, namespace: \(place.namespace)}\nspec: {size: 1}\n",
            to: "apps/widget.yaml")
        try await place.git.commit("Widget")
        let controller = try await RunningController(place.git, namespace: place.namespace)
        let environment = "environment/\(place.namespace)"
        try await place.becomes("configmap/settings", ".data.value", "one")
        try await place.becomes(environment, ".status.objects.unknown", "1")

        try await Testbed.kubectl(["apply", "-f", definition])
        try await place.becomes("widgets.\(group)/w", ".spec.size", "1")
        try await place.becomes(environment, ".status.objects.inSync", "4")
        try await place.kubectl("patch", "widgets.\(group)/w", "--type=merge", "-p", #"{"spec":{"size":2}}"#)
        try await place.becomes("widgets.\(group)/w", ".spec.size", "1")

        try await Testbed.kubectl(["delete", "-f", definition])
        try await place.becomes(environment, ".status.objects.unknown", "1")
        try await Testbed.kubectl(["apply", "-f", definition])
        try await place.becomes("widgets.\(group)/w", ".spec.size", "1")
        #expect(try await controller.terminate() == 0, "\(controller.story)")
        try await Testbed.kubectl(["delete", "-f", definition])
    }

    @Test func anEnvironmentMayStandInTheClusterOfASecret() async throws {
        let place = try await ControllerPlace(mode: "revert") { "cluster: {kubeconfigSecret: \($0)/remote}" }
        let controller = try await RunningController(place.git, namespace: place.namespace)
        let failed = try await eventually("the missing Secret is told") {
            try controller.log().first { $0["reason"] == "EnvironmentFailed" }
        }
        #expect(failed["message"]?.string?.contains("there is no such Secret") == true, "\(failed)")
        try await place.kubectl(
            "create", "secret", "generic", "remote", "--from-file=value=\(try Testbed.kubeconfig())")
        try await place.becomes("configmap/settings", ".data.value", "one")
        #expect(try await controller.terminate() == 0, "\(controller.story)")
    }

    @Test func aTokenMayBeRotated() async throws {
        let place = try await ControllerPlace(mode: "revert")
        let scratch = try Scratch()
        func token(_ account: String) async throws -> String {
            try await place.kubectl("create", "serviceaccount", account)
            let name = "\(place.namespace)-\(account)"
            try await Testbed.kubectl(
                [
                    "create", "clusterrolebinding", name, "--clusterrole=cluster-admin",
                    "--serviceaccount=\(place.namespace):\(account)",
                ])
            let request = try scratch.write(
                #"{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}"#, to: "request.json")
            let path = "/api/v1/namespaces/\(place.namespace)/serviceaccounts/\(account)/token"
            let answer = try await Testbed.kubectl(["create", "--raw", path, "-f", request])
            return try #require(
                try JSONText.read(answer.outputBytes, subject: "token")["status"]?["token"]?.string)
        }
        let file = try scratch.write(try await token("first"), to: "token")
        let kubeconfig = try scratch.write(
            """
            apiVersion: v1
            kind: Config
            current-context: it
            clusters:
            - {name: it, cluster: {server: "\(try Testbed.required("SERVER"))", certificate-authority: "\(try Testbed.required("CA"))"}}
            users: [{name: it, user: {tokenFile: "\(file)"}}]
            contexts: [{name: it, context: {cluster: it, user: it}}]

            """, to: "kubeconfig")
        let controller = try await RunningController(place.git, namespace: place.namespace, kubeconfig: kubeconfig)
        try await place.becomes("configmap/settings", ".data.value", "one")
        _ = try scratch.write(try await token("second"), to: "token")
        try await place.kubectl("delete", "serviceaccount", "first")
        try await place.kubectl("scale", "deployment/web", "--replicas=3")
        try await place.becomes("deployment/web", ".spec.replicas", "0")
        try await place.kubectl("delete", "configmap/settings")
        try await place.becomes("configmap/settings", ".data.value", "one")
        #expect(try await controller.terminate() == 0, "\(controller.story)")
        let holder = try await place.value("lease/reconcile-\(place.namespace)", ".spec.holderIdentity")
        #expect(holder == nil, "the Lease is given up, by the second token")
    }

    @Test func inAMaintenanceWindowNothingIsReverted() async throws {
        let place = try await ControllerPlace(mode: "revert") { _ in
            #"maintenance: [{schedule: "* * * * *", timeZone: Europe/Berlin, duration: 2h}]"#
        }
        try await place.kubectl("apply", "-f", "\(place.git.scratch.path)/apps")
        let controller = try await RunningController(place.git, namespace: place.namespace)
        try await place.aHandEditIsReportedAndLeft()
        let held = try controller.log().first { $0["reason"] == "Suspended" }
        #expect(held?["message"]?.string?.contains("a maintenance window is open") == true, "\(controller.story)")

        let file = place.git.scratch.path + "/reconcile.yaml"
        let text = try Scratch.text(file)
        try place.git.scratch.write(
            text.split(separator: "\n").filter { !$0.contains("maintenance") }.joined(separator: "\n"),
            to: "reconcile.yaml")
        try await place.git.commit("No window any more")
        try await place.becomes("deployment/web", ".spec.replicas", "0")
        #expect(try await controller.terminate() == 0, "\(controller.story)")
    }

    @Test func aSuspensionHoldsForTheNextThatLeads() async throws {
        let place = try await ControllerPlace(mode: "revert")
        let arguments = ["--identity", "same"]
        let first = try await RunningController(place.git, namespace: place.namespace, arguments: arguments)
        try await place.becomes("deployment/web", ".spec.replicas", "0")
        try await place.becomes("environment/\(place.namespace)", ".status.drifted", "0")
        try await place.kubectl(
            "patch", "environment/\(place.namespace)", "--type=merge", "-p", #"{"spec":{"suspend":true}}"#)
        try await place.becomes("environment/\(place.namespace)", ".status.suspended", "true")
        first.killHard()
        try await place.kubectl("scale", "deployment/web", "--replicas=3")
        let second = try await RunningController(place.git, namespace: place.namespace, arguments: arguments)
        try await place.becomes("environment/\(place.namespace)", ".status.drifted", "1")
        #expect(try await place.value("deployment/web", ".spec.replicas") == "3")
        #expect(try !second.reasons().contains("Applied"), "\(second.story)")
        try await place.kubectl(
            "patch", "environment/\(place.namespace)", "--type=merge", "-p", #"{"spec":{"suspend":false}}"#)
        try await place.becomes("deployment/web", ".spec.replicas", "0")
        #expect(try await second.terminate() == 0, "\(second.story)")
    }

    @Test func aWaveThatFailsHoldsBackTheNext() async throws {
        let place = try await ControllerPlace(mode: "revert")
        func map(_ name: String, _ wave: Int, _ data: String) throws {
            try place.git.scratch.write(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: \(name)
                  namespace: \(place.namespace)
                  annotations: {reconcile.dev/wave: "\(wave)"}
                data: \(data)

                """, to: "apps/\(name).yaml")
        }
        try map("first", 1, #"{"no/key of a ConfigMap": "x"}"#)
        try map("second", 2, "{a: b}")
        try await place.git.commit("Two waves, of which the first cannot be applied")
        let controller = try await RunningController(place.git, namespace: place.namespace)
        try await place.becomes("configmap/settings", ".data.value", "one")
        _ = try await eventually("the failure is told") {
            try controller.log().first { $0["reason"] == "ApplyFailed" }
        }
        #expect(try await place.value("configmap/second", ".data.a") == nil)
        try map("first", 1, "{a: b}")
        try await place.git.commit("Mend the first wave")
        try await place.becomes("configmap/first", ".data.a", "b")
        try await place.becomes("configmap/second", ".data.a", "b")
        #expect(try await controller.terminate() == 0, "\(controller.story)")
    }
}
