// A deleted object does not come back: whoever wrote "keep this" for any tool is heard, and nothing is guessed.
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct WhatMayBeDeletedTests {
    struct Prune: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var annotations: [String: JSONValue] = [:]
        var labels: [String: JSONValue] = [:]
        var decision: PruneChoice.Decision = .refused
        var source: String?
        var findings = 0
    }

    static let options = "argocd.argoproj.io/sync-options"

    @Test(arguments: [
        Prune(testDescription: "silence allows", decision: .allowed),
        Prune(
            testDescription: "ours", annotations: ["reconcile.dev/prune": "disabled"],
            source: "reconcile.dev/prune: disabled"),
        Prune(
            testDescription: "ours without quotes", annotations: ["reconcile.dev/prune": false],
            source: "reconcile.dev/prune: false"),
        Prune(
            testDescription: "ours that allows", annotations: ["reconcile.dev/prune": "enabled"], decision: .allowed),
        Prune(
            testDescription: "ours, misspelt, keeps and is told", annotations: ["reconcile.dev/prune": "dissabled"],
            source: "reconcile.dev/prune: dissabled", findings: 1),
        Prune(
            testDescription: "Argo CD's among other options",
            annotations: [options: "Validate=false, Prune=false ,Replace=true"], source: "\(options): Prune=false"),
        Prune(
            testDescription: "Argo CD's for the end of the application", annotations: [options: "Delete=false"],
            source: "\(options): Delete=false"),
        Prune(
            testDescription: "Argo CD's question", annotations: [options: "Prune=confirm"], decision: .needsApproval,
            source: "\(options): Prune=confirm"),
        Prune(
            testDescription: "a refusal counts more than a question",
            annotations: [options: "Delete=confirm,Prune=false"], source: "\(options): Prune=false"),
        Prune(
            testDescription: "Argo CD's, misspelt, keeps and is told", annotations: [options: "Prune=no"],
            source: "\(options): Prune=no", findings: 1),
        Prune(
            testDescription: "other options say nothing", annotations: [options: "PruneLast=true,Prune=true,Prune"],
            decision: .allowed),
        Prune(
            testDescription: "Flux's", annotations: ["kustomize.toolkit.fluxcd.io/prune": "Disabled"],
            source: "kustomize.toolkit.fluxcd.io/prune: Disabled"),
        Prune(
            testDescription: "Flux's as a label beside an annotation that says otherwise",
            annotations: ["kustomize.toolkit.fluxcd.io/prune": "enabled"],
            labels: ["kustomize.toolkit.fluxcd.io/prune": "disabled"],
            source: "kustomize.toolkit.fluxcd.io/prune: disabled"),
        Prune(
            testDescription: "Flux's for what it does not reconcile",
            annotations: ["kustomize.toolkit.fluxcd.io/reconcile": "disabled"],
            source: "kustomize.toolkit.fluxcd.io/reconcile: disabled"),
        Prune(
            testDescription: "cli-utils'", annotations: ["client.lifecycle.config.k8s.io/deletion": "detach"],
            source: "client.lifecycle.config.k8s.io/deletion: detach"),
        Prune(
            testDescription: "cli-utils' older one", annotations: ["cli-utils.sigs.k8s.io/on-remove": "keep"],
            source: "cli-utils.sigs.k8s.io/on-remove: keep"),
        Prune(
            testDescription: "Config Sync's", annotations: ["configmanagement.gke.io/managed": "disabled"],
            source: "configmanagement.gke.io/managed: disabled"),
        Prune(
            testDescription: "Helm's", annotations: ["helm.sh/resource-policy": " keep "],
            source: "helm.sh/resource-policy: keep"),
        Prune(
            testDescription: "kapp's", annotations: ["kapp.k14s.io/delete-strategy": "orphan"],
            source: "kapp.k14s.io/delete-strategy: orphan"),
        Prune(
            testDescription: "kluctl's", annotations: ["kluctl.io/skip-delete": "true"],
            source: "kluctl.io/skip-delete: true"),
        Prune(
            testDescription: "another tool's other value says nothing",
            annotations: ["helm.sh/resource-policy": "delete"], decision: .allowed),
    ])
    func prune(_ c: Prune) {
        let choice = PruneChoice(of: annotated(c.annotations, labels: c.labels))
        #expect(choice.decision == c.decision)
        #expect(choice.source?.description == c.source)
        #expect(choice.findings.count == c.findings)
    }

    struct Recreate: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var annotations: [String: JSONValue] = [:]
        var isAllowed = true
        var source: String?
        var findings = 0
    }

    @Test(arguments: [
        Recreate(testDescription: "silence forbids", isAllowed: false),
        Recreate(
            testDescription: "ours", annotations: ["reconcile.dev/recreate": "enabled"],
            source: "reconcile.dev/recreate: enabled"),
        Recreate(
            testDescription: "ours, misspelt, forbids and is told", annotations: ["reconcile.dev/recreate": "yes"],
            isAllowed: false, source: "reconcile.dev/recreate: yes", findings: 1),
        Recreate(
            testDescription: "ours that forbids goes before others'",
            annotations: ["reconcile.dev/recreate": "disabled", "kustomize.toolkit.fluxcd.io/force": "enabled"],
            isAllowed: false, source: "reconcile.dev/recreate: disabled"),
        Recreate(
            testDescription: "Flux's", annotations: ["kustomize.toolkit.fluxcd.io/force": "Enabled"],
            source: "kustomize.toolkit.fluxcd.io/force: Enabled"),
        Recreate(
            testDescription: "what Flux ignores as well", annotations: ["kustomize.toolkit.fluxcd.io/force": "true"],
            isAllowed: false),
        Recreate(
            testDescription: "Argo CD's", annotations: [options: "Replace=true,Force=true"],
            source: "\(options): Force=true"),
        Recreate(
            testDescription: "kubectl replace deletes nothing", annotations: [options: "Replace=true"],
            isAllowed: false),
        Recreate(
            testDescription: "kapp's", annotations: ["kapp.k14s.io/update-strategy": "fallback-on-replace"],
            source: "kapp.k14s.io/update-strategy: fallback-on-replace"),
    ])
    func recreate(_ c: Recreate) {
        let choice = RecreateChoice(of: annotated(c.annotations))
        #expect(choice.isAllowed == c.isAllowed)
        #expect(choice.source?.description == c.source)
        #expect(choice.findings.count == c.findings)
    }
}
