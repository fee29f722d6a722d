// What people trust with write access has to do what Git says, soon, and nothing else.
import JSONText
import LoopbackHTTP
import ObjectModel
import Testing

@Suite(.enabled(if: Testbed.isThere, Testbed.howTo))
struct ControllerKeepsTheClusterTests {
    @Test func whatGitSaysIsMadeKeptAndPruned() async throws {
        let place = try await ControllerPlace(mode: "revert")
        let controller = try await RunningController(place.git, namespace: place.namespace)
        try await place.becomes("configmap/settings", ".data.value", "one")
        try await place.becomes("deployment/web", ".spec.replicas", "0")
        try await place.becomes("environment/\(place.namespace)", ".status.drifted", "0")

        try await place.kubectl("scale", "deployment/web", "--replicas=3")
        try await place.becomes("deployment/web", ".spec.replicas", "0")
        try await place.kubectl("annotate", "configmap/settings", "added=byhand")
        _ = try await eventually("the annotation is taken out") {
            try await place.value("configmap/settings", ".metadata.annotations.added") == nil ? true : nil
        }
        try await place.kubectl("delete", "configmap/settings")
        try await place.becomes("configmap/settings", ".data.value", "one")
        try await place.kubectl("label", "configmap/settings", "reconcile.dev/environment-")
        try await place.becomes(
            "configmap/settings", ".metadata.labels.reconcile\\.dev/environment", place.namespace)

        try place.write("settings", "two")
        try await place.git.git("rm", "--quiet", "apps/spare.yaml")
        try await place.git.commit("Change one, drop one")
        try await place.becomes("configmap/settings", ".data.value", "two")
        _ = try await eventually("what Git dropped is gone") {
            try await place.value("configmap/spare", ".data.value") == nil ? true : nil
        }
        let about = "Deployment.apps \(place.namespace)/web"
        let ended = try controller.log().first { $0["reason"] == "DriftEnded" && $0["object"]?.string == about }
        #expect(ended?["message"]?.string?.hasPrefix("reverted") == true, "\(controller.story)")
        let events = try await place.kubectl("get", "events", "-o", "jsonpath={.items[*].reason}").output
        #expect(events.contains("Drifted") && events.contains("Reverted"), "\(events)")
        #expect(try await controller.terminate() == 0, "\(controller.story)")
        let holder = try await place.value("lease/reconcile-\(place.namespace)", ".spec.holderIdentity")
        #expect(holder == nil, "the Lease is given up")
    }

    /// The test-bed's server shows every Ingress in `networking.k8s.io` and in `extensions`.
    @Test func anObjectThatAnotherGroupShowsTooIsNotPruned() async throws {
        let place = try await ControllerPlace(mode: "revert")
        try place.git.scratch.write(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: \(place.namespace)}
            spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}

            """, to: "apps/ingress.yaml")
        try await place.git.commit("Let people in")
        let controller = try await RunningController(
            place.git, namespace: place.namespace, arguments: ["--full-comparison", "1s"])
        try await place.becomes("ingress.networking.k8s.io/web", ".spec.defaultBackend.service.name", "web")
        let uid = try await place.value("ingress.networking.k8s.io/web", ".metadata.uid")
        _ = try await eventually("all is compared anew, twice") {
            try controller.reasons().count { $0 == "FullComparison" } > 2 ? true : nil
        }
        let shown = try await place.value("ingress.extensions/web", ".metadata.uid")
        #expect(shown != nil && shown == uid, "it is one object")
        #expect(try !controller.reasons().contains("Pruned"), "\(controller.story)")
        try await place.becomes("environment/\(place.namespace)", ".status.objects.extra", "0")
        #expect(try await controller.terminate() == 0)
    }

    @Test func aReportIsAllThatReportDoes() async throws {
        let place = try await ControllerPlace(mode: "report")
        try await place.kubectl("apply", "-f", "\(place.git.scratch.path)/apps")
        let user = Testbed.uniqueName("reporter")
        try await Testbed.kubectl(
            ["create", "clusterrolebinding", user, "--clusterrole=cluster-admin", "--user=\(user)"])
        let scratch = try Scratch()
        let controller = try await RunningController(
            place.git, namespace: place.namespace, kubeconfig: Testbed.impersonating(user, in: scratch))
        try await place.becomes("environment/\(place.namespace)", ".status.objects.inSync", "3")
        try await place.kubectl("scale", "deployment/web", "--replicas=3")
        try await place.becomes("environment/\(place.namespace)", ".status.drifted", "1")
        try await place.becomes(
            "driftreport/\(place.namespace)", ".report.objects[0].changes[0].path", ".spec.replicas")
        #expect(try await place.value("deployment/web", ".spec.replicas") == "3")
        #expect(try await controller.terminate() == 0)
        let own: Set<String> = ["environments", "driftreports", "leases", "events"]
        let writes = try await AuditLog.requests { request in
            request.user == user && !["get", "list", "watch"].contains(request.verb)
        }
        #expect(!writes.isEmpty && writes.allSatisfy { own.contains($0.resource) }, "\(writes)")
    }

    @Test func aPlanThatWaitsIsCarriedOutOnceItsHashIsApproved() async throws {
        let place = try await ControllerPlace(mode: "manual")
        let controller = try await RunningController(place.git, namespace: place.namespace)
        let hash = try await eventually("the plan's hash is shown") {
            try await place.value("environment/\(place.namespace)", ".status.plan.hash")
        }
        #expect(try await place.value("configmap/settings", ".data.value") == nil)
        func approve(_ text: String) async throws {
            try await place.kubectl(
                "patch", "environment/\(place.namespace)", "--type=merge", "-p",
                #"{"spec":{"approvedPlan":"\#(text)"}}"#)
        }
        try await approve(String(hash.reversed()))
        try await approve(hash)
        try await place.becomes("configmap/settings", ".data.value", "one")
        #expect(try await controller.terminate() == 0, "\(controller.story)")
    }

    @Test func aSuspendedEnvironmentReportsAndWritesNothing() async throws {
        let place = try await ControllerPlace(mode: "revert", more: { _ in "suspend: true" })
        try await place.kubectl("apply", "-f", "\(place.git.scratch.path)/apps")
        let controller = try await RunningController(place.git, namespace: place.namespace)
        try await place.aHandEditIsReportedAndLeft()
        #expect(try !controller.reasons().contains("Applied"))
        #expect(try await controller.terminate() == 0)
    }

    @Test func reportOnlyWritesNothingWhateverTheModes() async throws {
        let place = try await ControllerPlace(mode: "revert")
        try await place.kubectl("apply", "-f", "\(place.git.scratch.path)/apps")
        let controller = try await RunningController(
            place.git, namespace: place.namespace, arguments: ["--report-only"])
        try await place.kubectl("scale", "deployment/web", "--replicas=3")
        try await place.becomes("environment/\(place.namespace)", ".status.drifted", "1")
        try await place.becomes("environment/\(place.namespace)", ".status.mode", "report")
        #expect(try await place.value("deployment/web", ".spec.replicas") == "3")
        #expect(try await controller.terminate() == 0)
    }

    @Test func anotherReplicaTakesOverFromOneThatWasKilled() async throws {
        let place = try await ControllerPlace(mode: "revert")
        let lease = ["--lease-duration", "4s"]
        let first = try await RunningController(
            place.git, namespace: place.namespace, arguments: lease + ["--identity", "first"])
        try await place.becomes("configmap/settings", ".data.value", "one")
        let second = try await RunningController(
            place.git, namespace: place.namespace, arguments: lease + ["--identity", "second"])
        _ = try await eventually("the second stands by") { try second.reasons().contains("Started") ? true : nil }
        #expect(try !second.reasons().contains("Leading"))
        first.killHard()
        try await place.kubectl("scale", "deployment/web", "--replicas=3")
        try await place.becomes("deployment/web", ".spec.replicas", "0")
        #expect(try second.reasons().contains("Leading"), "\(second.story)")
        #expect(try await second.terminate() == 0)
    }

    @Test func whatIsInHandIsFinishedBeforeTheEnd() async throws {
        let place = try await ControllerPlace(mode: "revert")
        for number in 0..<400 { try place.write("many-\(number)", "one") }
        try await place.git.commit("Many")
        let controller = try await RunningController(
            place.git, namespace: place.namespace, arguments: ["--concurrency", "2"])
        _ = try await eventually("the first are made") {
            try controller.reasons().count { $0 == "Created" } > 5 ? true : nil
        }
        #expect(try await controller.terminate() == 0, "\(controller.story)")
        let reasons = try controller.reasons()
        let made = reasons.count { $0 == "Created" }
        #expect(made < 402, "it ended before everything was made")
        #expect(!reasons.contains("ApplyFailed") && reasons.last == "Stopped", "\(controller.story)")
        let there = try await place.kubectl(
            "get", "configmaps,deployments", "-l", "reconcile.dev/environment", "-o", "name")
        #expect(there.output.split(separator: "\n").count == made, "every write was told")
        let published = try await place.value("environment/\(place.namespace)", ".status.objects.missing")
        #expect(published == "\(403 - made)", "the last state was published")
    }

    @Test func aPushIsFollowedAtOnce() async throws {
        let place = try await ControllerPlace(mode: "revert")
        let scratch = try Scratch()
        let secret = try scratch.write("a long secret\n", to: "secret")
        let controller = try await RunningController(
            place.git, at: "https://git.example.com/platform/cluster.git", namespace: place.namespace,
            poll: "1h", arguments: ["--github-webhook-secret-file", secret])
        try await place.becomes("configmap/settings", ".data.value", "one")
        let client = PlainHTTP(port: UInt16(try await controller.port()))
        let body =
            #"{"ref":"refs/heads/main","after":"\#(String(repeating: "1a", count: 20))","#
            + #""repository":{"ssh_url":"git@git.example.com:platform/cluster.git"}}"#
        func push(_ delivery: String, key: String = "a long secret", _ body: String) async throws -> Int {
            let run = try await ProgramRun.of(
                ["openssl", "dgst", "-sha256", "-r", "-hmac", key], input: Array(body.utf8))
            let headers = [
                ("Content-Type", "application/json"), ("X-GitHub-Event", "push"), ("X-GitHub-Delivery", delivery),
                ("X-Hub-Signature-256", "sha256=\(run.output.prefix(64))"),
            ]
            return try client.send("POST", "/hooks/github", headers: headers, body: Array(body.utf8)).status
        }

        func fetches() throws -> Int { try controller.log().count { $0["reason"] == "Fetched" } }
        let before = try fetches()
        try place.write("settings", "two")
        try await place.git.commit("Two")
        #expect(try await push("1", key: "another secret", body) == 401)
        #expect(try await push("2", "{" + body) == 400)
        #expect(try await push("3", body.replacing("platform/cluster", with: "platform/other")) == 202)
        #expect(try await push("4", body) == 202)
        try await place.becomes("configmap/settings", ".data.value", "two")
        #expect(try fetches() == before + 1, "only the last was acted on: \(controller.story)")

        try place.write("settings", "three")
        try await place.git.commit("Three")
        #expect(try await push("4", body) == 409, "a replay")
        #expect(try await push("5", body) == 409, "a replay under another number")
        #expect(try await push("6", body + " ") == 202)
        try await place.becomes("configmap/settings", ".data.value", "three")
        #expect(try fetches() == before + 2, "\(controller.story)")
        #expect(try await controller.terminate() == 0, "\(controller.story)")
    }

    @Test func anEpisodeThatWasLeftOpenEndsThoughTheDatabaseWasLost() async throws {
        let place = try await ControllerPlace(mode: "report")
        let scratch = try Scratch()
        let database = scratch.file("history/database")
        func open() async throws -> [String] {
            let run = try await Reconcile().run(
                "history", "--database", database, "-o", "json", "--outcome", "open")
            guard run.code == 0 else { return [run.story] }
            let rows = try JSONText.read(run.outputBytes, subject: "history")["episodes"]?.array ?? []
            return rows.compactMap { $0["name"]?.string }.sorted()
        }
        func shell(_ words: String) async throws {
            let run = try await ProgramRun.of(["sh", "-c", words], in: scratch.path)
            #expect(run.code == 0, "\(run.story)")
        }
        try await shell("mkdir history")
        let first = try await RunningController(
            place.git, namespace: place.namespace, arguments: ["--history", database])
        _ = try await eventually("three are open") {
            try await open() == ["settings", "spare", "web"] ? true : nil
        }
        first.killHard()
        try await shell("mv history aside && echo nothing > history")
        try await place.kubectl("apply", "-f", "\(place.git.scratch.path)/apps/settings.yaml")
        let second = try await RunningController(
            place.git, namespace: place.namespace, arguments: ["--history", database])
        try await place.becomes("environment/\(place.namespace)", ".status.objects.inSync", "1")
        #expect(try second.reasons().contains("HistoryNotRead"), "\(second.story)")
        try await shell("rm history && mv aside history")
        _ = try await eventually("only what is still missing is open", within: 60) {
            try await open() == ["spare", "web"] ? true : nil
        }
        #expect(try await second.terminate() == 0, "\(second.story)")
    }
}
