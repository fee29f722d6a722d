// A plan is looked at and approved: it has to say all that is done, and only what was approved may be done.
import ObjectModel
import Testing

@Suite(.enabled(if: Testbed.isThere, Testbed.howTo)) struct PlansAreCarriedOutTests {
    /// One object to create, one to update and one to prune, of a kind so rare in Git that a comparison does not list it.
    private func place() async throws -> PlannedPlace {
        let place = try await PlannedPlace()
        try place.map("kept", "a: one")
        try place.map("dropped", "a: one")
        try await place.begin()
        try place.map("kept", "a: two")
        try place.map("new", "a: one")
        try await place.drop("dropped")
        try await place.git.commit()
        return place
    }

    private func versions(_ place: PlannedPlace) async throws -> [String: String] {
        try await place.versions("configmap/kept", "configmap/dropped", "configmap/new")
    }

    @Test func aPlanSaysWhatItDoesAndWritesNothing() async throws {
        let place = try await place()
        let before = try await versions(place)
        let (run, plan, hash) = try await place.plan()
        #expect(run.code == 1 && run.errors.isEmpty, "\(run.story)")
        #expect(lines(of: plan) == ["update ConfigMap/kept", "create ConfigMap/new", "prune ConfigMap/dropped"])
        #expect(plan["steps"]?.array?.first { $0["action"] == "update" }?["paths"] == [".data.a"])
        #expect(plan["summary"] == "1 to create, 1 to update, 1 to prune")
        let text = try await place.reconcile.run("plan")
        #expect(text.code == 1)
        for words in ["create      ConfigMap", "update      ConfigMap", "prune       ConfigMap", "plan hash \(hash)\n"]
        {
            #expect(text.output.contains(words), "\(words): \(text.story)")
        }
        #expect(text.output.contains("apps/kept.yaml:") && !text.output.contains("two"), "places, and no values")
        #expect(try await place.plan().hash == hash, "the same plan has the same hash")
        #expect(try await versions(place) == before)
    }

    @Test func theApprovedPlanIsCarriedOut() async throws {
        let place = try await place()
        let hash = try await place.plan().hash
        let run = try await place.apply("--plan-hash", hash)
        #expect(run.code == 0, "\(run.story)")
        for line in ["created    ConfigMap", "applied    ConfigMap", "deleted    ConfigMap"] {
            #expect(run.output.contains(line), "\(run.story)")
        }
        #expect(try await place.live("configmap/kept")?["data"] == ["a": "two"])
        #expect(try await place.live("configmap/new")?["data"] == ["a": "one"])
        #expect(try await place.live("configmap/dropped") == nil)
        let after = try await place.plan()
        #expect(after.run.code == 0 && lines(of: after.value).isEmpty, "\(after.run.story)")
        let again = try await place.apply("--plan-hash", hash)
        #expect(again.code == 0 && again.output.contains("nothing to do"), "\(again.story)")
    }

    @Test func anotherPlanThanTheApprovedOneIsNot() async throws {
        let place = try await place()
        let hash = try await place.plan().hash
        try await place.git.commit("Another commit")
        let before = try await versions(place)
        for approved in [hash, "sha256:0000", ""] {
            let run = try await place.apply("--plan-hash=\(approved)")
            #expect(run.code == 2 && run.errors.contains("not the approved \(approved)"), "\(run.story)")
        }
        let current = try await place.plan().hash
        #expect(current != hash)
        try await place.kubectl("annotate", "configmap/kept", "by=hand")
        let run = try await place.apply("--plan-hash", current)
        #expect(run.code == 2, "a field more differs than was approved: \(run.story)")
        var after = try await versions(place)
        after["configmap/kept"] = before["configmap/kept"]  // what kubectl wrote just now
        #expect(after == before)
        #expect(try await place.live("configmap/kept")?["data"] == ["a": "one"])
    }

    @Test func withoutAnAnswerNothingIsDone() async throws {
        let place = try await place()
        let before = try await versions(place)
        let run = try await place.apply()
        #expect(run.code == 2 && run.errors.contains("there is nobody to ask"), "\(run.story)")
        #expect(run.output.contains("plan hash "), "the plan is shown all the same")
        #expect(try await versions(place) == before)
    }

    @Test func yesIsAnAnswer() async throws {
        let place = try await place()
        let run = try await place.apply("--yes")
        #expect(run.code == 0, "\(run.story)")
        #expect(try await place.live("configmap/kept")?["data"] == ["a": "two"])
        #expect(try await place.live("configmap/dropped") == nil)
    }

    @Test func whatStoodElsewhereIsPruned() async throws {
        let place = try await PlannedPlace()
        let elsewhere = try await Testbed.makeNamespace("plan")
        try place.map("here", "a: one")
        try place.write(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: there, namespace: \(elsewhere)}\n", to: "there")
        try await place.begin()
        try await place.drop("there")
        try await place.git.commit()
        #expect(lines(of: try await place.plan().value) == ["prune ConfigMap/there"])
        let user = Testbed.uniqueName("narrow")
        for verb in ["get", "list"] {
            try await place.kubectl("create", "role", "maps-\(verb)", "--verb=\(verb)", "--resource=configmaps")
            try await place.kubectl("create", "rolebinding", "maps-\(verb)", "--role=maps-\(verb)", "--user=\(user)")
        }
        let config = try Testbed.impersonating(user, in: place.git.scratch)
        let narrow = try await place.reconcile.run("plan", "--kubeconfig", config)
        #expect(narrow.code == 0, "what may not be listed is left: \(narrow.story)")
    }

    @Test func anErrorGoesBeforeWhatCouldNotBeRead() async throws {
        let place = try await PlannedPlace(more: "  - {name: broken, path: broken}")
        try place.git.scratch.write("a: [\n", to: "broken/a.yaml")
        try place.write(
            "apiVersion: nowhere.example/v1\nkind: Thing\nmetadata: {name: a, namespace: NAMESPACE}\n", to: "thing")
        try await place.git.commit()
        for verb in [["plan"], ["apply", "--yes"]] {
            let partial = try await place.reconcile.run(verb + ["--env", place.namespace])
            #expect(partial.code == 3, "\(verb): \(partial.story)")
            let run = try await place.reconcile.run(verb)
            #expect(run.code == 2, "\(verb): \(run.story)")
        }
    }

    @Test func whatIsBeingDeletedAsGitWantsIsNotLeftOver() async throws {
        let place = try await PlannedPlace()
        try place.map("kept", "a: one")
        try place.map("old", "a: one")
        try await place.begin()
        try await place.kubectl(
            "patch", "configmap/old", "--type=merge", "-p", #"{"metadata":{"finalizers":["example.com/wait"]}}"#)
        try await place.drop("old")
        try await place.git.commit()
        for _ in 0..<2 {
            let run = try await place.apply("--yes")
            #expect(run.code == 0, "\(run.story)")
            #expect(try await place.live("configmap/old")?["metadata"]?["deletionTimestamp"] != nil)
        }
        #expect(try await place.plan().run.code == 0)
        try await place.kubectl("patch", "configmap/old", "--type=merge", "-p", #"{"metadata":{"finalizers":null}}"#)
    }

    /// Nobody has looked at a plan that is answered beforehand: what needs approval is left.
    @Test func yesApprovesNoMoreThanTheLimits() async throws {
        let place = try await PlannedPlace(prune: "{enabled: true, maxDeletions: 1, maxPercent: 100}")
        for name in ["a", "b", "c", "d", "e"] { try place.map(name, "a: one") }
        try await place.begin()
        for name in ["a", "b"] { try await place.drop(name) }
        try place.map("c", "a: two")
        try await place.git.commit()
        let run = try await place.apply("--yes")
        #expect(run.code == 2 && run.errors.contains("2 steps need the approval of the plan"), "\(run.story)")
        #expect(run.output.contains("needs approval: 2 objects would be deleted"), "\(run.story)")
        #expect(try await place.live("configmap/c")?["data"] == ["a": "two"], "the rest is done")
        #expect(try await place.live("configmap/a") != nil)
        let approved = try await place.apply("--plan-hash", try await place.plan().hash)
        #expect(approved.code == 0, "\(approved.story)")
        #expect(try await place.live("configmap/a") == nil)
    }
}
