import Drift
import ObjectModel
import Testing

@testable import Reconciler

/// What cannot be taken into Git is left out with the reason, and the rest is taken all the same.
@Suite struct WhatIsNotAdoptedTests {
    private static let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, namespace: team-a}\ndata: {a: x}\n"
    private static let secret =
        "apiVersion: v1\nkind: Secret\nmetadata: {name: key, namespace: team-a}\ndata: {a: eA==}\n"

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var git: String
        var live: [String]
        var reasons: [String]
    }

    static let cases = [
        Case(
            testDescription: "a Secret", git: secret, live: [secret.replacing("eA==", with: "eQ==")],
            reasons: ["Secret/key: Secrets are never adopted: their values would be printed"]),
        Case(
            testDescription: "an object that is not there", git: map, live: [],
            reasons: ["ConfigMap/web: it is not in the cluster: take its manifest out of Git by hand if that is right"]),
        Case(
            testDescription: "an object beside a Secret in one list",
            git:
                "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: web, namespace: team-a}, data: {a: x}}\n"
                + "- {apiVersion: v1, kind: Secret, metadata: {name: key, namespace: team-a}}\n",
            live: [map.replacing("x", with: "z"), secret.replacing("data: {a: eA==}\n", with: "")],
            reasons: ["ConfigMap/web: its document holds a Secret too, which the patch would show"]),
        Case(
            testDescription: "an object on one line with a Secret",
            git:
                #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"web","namespace":"team-a"},"data":{"a":"x"}}"#
                + #" {"apiVersion":"v1","kind":"Secret","metadata":{"name":"key","namespace":"team-a"}}"#,
            live: [map.replacing("x", with: "z"), secret.replacing("data: {a: eA==}\n", with: "")],
            reasons: ["ConfigMap/web .data.a: a Secret stands on the lines around it, which the patch would show"]),
        Case(
            testDescription: "a value behind an alias",
            git: map.replacing("data: {a: x}", with: "data: {b: &v x, a: *v}"),
            live: [map.replacing("a: x", with: "a: z, b: x")],
            reasons: [
                "ConfigMap/web .data.a: cannot edit 'prod/a.yaml:4:20': it is written as '*v', whose anchor is on line 4 "
                    + "(hint: change the anchor, or write the value out in place of the alias)"
            ]),
        Case(
            testDescription: "what SOPS encrypted", git: map + "sops: {mac: x}\n",
            live: [map.replacing("x", with: "z")],
            reasons: ["ConfigMap/web: it is encrypted with SOPS, which would not take an edited file for genuine"]),
        Case(
            testDescription: "a field that no server knows",
            git: "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: team-a}\nspec: {prots: 1}\n",
            live: ["apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: team-a}\nspec: {}\n"],
            reasons: [
                "Service/web .spec.prots: the API server does not know the field: correct its name, or take it out of Git"
            ]),
        Case(
            testDescription: "an object that is going away", git: map,
            live: [map.replacing("team-a}", with: "team-a, deletionTimestamp: \"2026-01-01T00:00:00Z\"}")],
            reasons: ["ConfigMap/web: deletion was asked for at 2026-01-01T00:00:00Z and is not finished"]),
    ]

    @Test(arguments: cases) func isLeftOut(_ item: Case) async throws {
        var fixture = try AdoptionFixture(["prod/a.yaml": item.git])
        fixture.live = try item.live.map { try #require(try AdoptionFixture([:], live: $0).live.first) }
        let outcome = try await fixture.adopt(AdoptSelection())
        #expect(outcome.reasons == item.reasons)
        #expect(outcome.files.isEmpty && outcome.adopted.isEmpty)
    }

    @Test func theRestIsAdopted() async throws {
        let git = Self.map.replacing("data: {a: x}", with: "data: {b: &v x, a: *v, c: x}")
        let fixture = try AdoptionFixture(
            ["prod/a.yaml": Self.secret + "---\n" + git + "---\n" + Self.secret.replacing("key", with: "other")],
            live: Self.map.replacing("a: x", with: "a: z, b: x, c: z"), Self.secret)
        let outcome = try await fixture.adopt(AdoptSelection())
        #expect(outcome.adopted.map(\.path.description) == [".data.c"])
        #expect(outcome.skips.count == 2)
        #expect(outcome.files.first?.visible == [5...10], "the lines of the Secrets are not shown")
    }
}
