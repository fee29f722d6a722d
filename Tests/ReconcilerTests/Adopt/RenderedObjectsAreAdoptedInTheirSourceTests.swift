import Drift
import ObjectModel
import Testing

@testable import Reconciler

/// An object that a kustomization makes is adopted only where its own file alone decides, which is tried out.
@Suite struct RenderedObjectsAreAdoptedInTheirSourceTests {
    private static let map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata: {a: x} # all\n"
    private static let live =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, namespace: team-a}\ndata: {a: z}\n"

    /// What a kustomization with a namespace does with `map.yaml`; `data` is set where it is given.
    private func fixture(patching data: String? = nil, live: String = Self.live) throws -> AdoptionFixture {
        let renderer = FakeRenderer { request in
            let file = request.files.first { $0.path == "prod/map.yaml" }
            let text = String(decoding: file?.content ?? [], as: UTF8.self)
                .replacing("name: web", with: "name: web\n  namespace: team-a")
            guard let data else { return text }
            return text.split(separator: "\n").filter { !$0.hasPrefix("data") }.joined(separator: "\n") + "\n\(data)\n"
        }
        let texts = [
            "prod/kustomization.yaml": "resources: [map.yaml]\nnamespace: team-a\n", "prod/map.yaml": Self.map,
        ]
        return try AdoptionFixture(texts, live: live, renderer: renderer)
    }

    @Test func aFieldOfItsOwnFile() async throws {
        let fixture = try fixture()
        let outcome = try await fixture.adopt(AdoptSelection())
        #expect(outcome.reasons == [])
        let after = fixture.edited(outcome)
        #expect(after.texts["prod/map.yaml"] == Self.map.replacing("x", with: "z"))
        #expect(try await after.compare().objects.map(\.verdict) == [.inSync])
    }

    @Test func aFieldThatTheKustomizationSets() async throws {
        let outcome = try await fixture(patching: "data: {a: w}").adopt(AdoptSelection())
        #expect(
            outcome.reasons == [
                "ConfigMap/web .data.a: a kustomization or a chart sets another value than prod/map.yaml:5:8: "
                    + "edit what sets it"
            ])
        #expect(outcome.files.isEmpty)
    }

    /// Nothing tells that the value comes from elsewhere, until the edited file is rendered.
    @Test func aFieldThatIsSetToTheSame() async throws {
        let outcome = try await fixture(patching: "data: {a: x}").adopt(AdoptSelection())
        #expect(
            outcome.reasons == [
                "ConfigMap/web .data.a: another file or a kustomization sets it after this one: edit it there"
            ])
        #expect(outcome.files.isEmpty)
    }

    @Test func whatAChartMakes() async throws {
        let renderer = FakeRenderer { _ in
            "---\n# Source: web/templates/map.yaml\n" + Self.map.replacing("x", with: "w")
        }
        let texts = [
            "prod/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
            "prod/templates/map.yaml": Self.map.replacing("x", with: "{{ .Values.a }}"),
        ]
        let outcome = try await AdoptionFixture(texts, live: Self.live, renderer: renderer).adopt(AdoptSelection())
        #expect(
            outcome.reasons == [
                "ConfigMap/web: a kustomization or a chart makes it, and no manifest stands there: edit what it is made of"
            ])
    }

    @Test func otherObjectsOfTheSameFileAreNamed() async throws {
        let renderer = FakeRenderer { request in
            let file = request.files.first { $0.path == "prod/map.yaml" }
            let text = String(decoding: file?.content ?? [], as: UTF8.self)
            return text + "---\n" + text.replacing("web", with: "web-copy")
        }
        let texts = ["prod/kustomization.yaml": "resources: [map.yaml]\n", "prod/map.yaml": Self.map]
        let fixture = try AdoptionFixture(texts, live: Self.live, renderer: renderer)
        let outcome = try await fixture.adopt(AdoptSelection(objects: ["ConfigMap/web"]))
        #expect(outcome.alsoChanged.map(\.name) == ["web-copy"])
    }
}
