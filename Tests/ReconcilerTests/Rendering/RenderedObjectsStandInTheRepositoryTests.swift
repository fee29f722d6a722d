// What a tool printed has no lines that a person could open: reports must name those it was made of.
import Drift
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct RenderedObjectsStandInTheRepositoryTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var texts: [String: String]
        /// What kustomize prints for `prod`.
        var output: String
        /// By pointer into the first object: `file:line`.
        var places: [String: String]
    }

    private static let web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: 1
          template:
            spec:
              containers:
                - name: side
                  image: side:1
                - name: app
                  image: app:1
        """

    private static func rendered(name: String, replicas: Int = 1, namespace: String? = nil) -> String {
        let namespace = namespace.map { "\n  namespace: \($0)" } ?? ""
        return """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: \(name)\(namespace)
            spec:
              replicas: \(replicas)
              template:
                spec:
                  containers:
                  - image: app:1
                    name: app
                  - image: side:1
                    name: side
            """
    }

    private static let overlay = "resources: [../base]\n"
    private static let base = "resources: [web.yaml]\n"

    static let cases = [
        Case(
            testDescription: "an object and its fields stand in the base's file, list elements found by their name",
            texts: ["prod/kustomization.yaml": overlay, "base/kustomization.yaml": base, "base/web.yaml": web],
            output: rendered(name: "web"),
            places: [
                "": "base/web.yaml:1", "/spec/replicas": "base/web.yaml:6",
                "/spec/template/spec/containers/0/image": "base/web.yaml:13",
                "/spec/template/spec/containers/1/image": "base/web.yaml:11",
            ]),
        Case(
            testDescription: "a field that no source has stands where its parent does",
            texts: ["prod/kustomization.yaml": overlay, "base/kustomization.yaml": base, "base/web.yaml": web],
            output: rendered(name: "web", namespace: "team-a"),
            places: ["/metadata/namespace": "base/web.yaml:3", "/metadata/name": "base/web.yaml:4"]),
        Case(
            testDescription: "prefixes and suffixes of every level are known",
            texts: [
                "prod/kustomization.yaml": "namePrefix: p-\nnameSuffix: -x\nresources: [../base]\n",
                "base/kustomization.yaml": "namePrefix: b\nnameSuffix: '-1'\nresources: [web.yaml]\n",
                "base/web.yaml": web,
            ],
            output: rendered(name: "p-bweb-1-x"), places: ["": "base/web.yaml:1"]),
        Case(
            testDescription: "of two bases with the same name in them, prefixes tell",
            texts: [
                "prod/kustomization.yaml": "resources: [../one, ../two]\n",
                "one/kustomization.yaml": "namePrefix: one-\nresources: [web.yaml]\n", "one/web.yaml": web,
                "two/kustomization.yaml": "namePrefix: two-\nresources: [web.yaml]\n", "two/web.yaml": web,
            ],
            output: rendered(name: "two-web"), places: ["": "two/web.yaml:1"]),
        Case(
            testDescription: "of two objects with the same name, namespaces tell",
            texts: [
                "prod/kustomization.yaml": "resources: [a.yaml, b.yaml]\n",
                "prod/a.yaml": rendered(name: "web", namespace: "a"),
                "prod/b.yaml": rendered(name: "web", namespace: "b"),
            ],
            output: rendered(name: "web", namespace: "b"), places: ["": "prod/b.yaml:1"]),
        Case(
            testDescription: "a field that a patch has changed stands in the patch",
            texts: [
                "prod/kustomization.yaml": "namePrefix: p-\nresources: [../base]\npatches: [{path: patch.yaml}]\n",
                "prod/patch.yaml":
                    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 5\n",
                "base/kustomization.yaml": base, "base/web.yaml": web,
            ],
            output: rendered(name: "p-web", replicas: 5),
            places: [
                "": "base/web.yaml:1", "/spec": "base/web.yaml:5", "/spec/replicas": "prod/patch.yaml:5",
                "/spec/template/spec/containers/0/name": "base/web.yaml:12",
            ]),
        Case(
            testDescription: "a patch that another one has overruled is not named",
            texts: [
                "prod/kustomization.yaml": "resources: [../base]\npatchesStrategicMerge: [patch.yaml]\n",
                "prod/patch.yaml":
                    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 5\n",
                "base/kustomization.yaml": "resources: [web.yaml]\npatches: [{path: p.yaml}]\n", "base/web.yaml": web,
                "base/p.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n",
            ],
            output: rendered(name: "web", replicas: 5), places: ["/spec/replicas": "prod/patch.yaml:5"]),
        Case(
            testDescription: "a value that no source has stands where the object has the field",
            texts: ["prod/kustomization.yaml": overlay, "base/kustomization.yaml": base, "base/web.yaml": web],
            output: rendered(name: "web", replicas: 9), places: ["/spec/replicas": "base/web.yaml:6"]),
        Case(
            testDescription: "what is generated stands at its generator, hash or not",
            texts: [
                "prod/kustomization.yaml": """
                namePrefix: p-
                configMapGenerator:
                  - name: other
                  - name: gen
                    literals: [a=b]
                """
            ],
            output: "apiVersion: v1\ndata: {a: b}\nkind: ConfigMap\nmetadata: {name: p-gen-4h2mbtbbt6}\n",
            places: ["": "prod/kustomization.yaml:4", "/data/a": "prod/kustomization.yaml:4"]),
        Case(
            testDescription: "an element of a List stands in the list",
            texts: [
                "prod/kustomization.yaml": "resources: [list.yaml]\n",
                "prod/list.yaml": """
                apiVersion: v1
                kind: List
                items:
                - apiVersion: v1
                  kind: ConfigMap
                  metadata: {name: a}
                - apiVersion: v1
                  kind: ConfigMap
                  metadata: {name: b}
                  data:
                    k: v
                """,
            ],
            output: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndata: {k: v}\n",
            places: ["": "prod/list.yaml:7", "/data/k": "prod/list.yaml:11"]),
        Case(
            testDescription: "an object that comes from nowhere known stands at the kustomization",
            texts: [
                "prod/kustomization.yaml": "# all\nresources: [../base]\n", "base/kustomization.yaml": base,
                "base/web.yaml": web,
            ],
            output: rendered(name: "made-up"),
            places: ["": "prod/kustomization.yaml:2", "/spec/replicas": "prod/kustomization.yaml:2"]),
        Case(
            testDescription: "components and the file named first of the three names are read",
            texts: [
                "prod/kustomization.yml": "components: [../part]\n",
                "part/Kustomization": "kind: Component\nresources: [web.yaml]\n",
                "part/web.yaml": web,
            ],
            output: rendered(name: "web"), places: ["": "part/web.yaml:1"]),
    ]

    @Test(arguments: cases) func objectsAndFields(_ c: Case) async throws {
        let loaded = try await load(c.texts, FakeRenderer { _ in c.output })
        #expect(loaded.findings == [])
        let manifest = try #require(loaded.manifests.first)
        for (pointer, place) in c.places {
            let location = manifest.location(of: try #require(JSONPointer(parsing: pointer)))
            #expect("\(location.file):\(location.line)" == place, "\(pointer)")
            #expect(c.texts[location.file].map { $0.split(separator: "\n").count >= location.line } == true)
        }
    }

    @Test func charts() async throws {
        let template = """
            {{- range .Values.names }}
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: {{ . }}
            {{- end }}
            ---
            apiVersion: v1
            kind: "Secret"
            """
        let output = """
            ---
            # Source: crds/foo.yaml
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: foos.x.io}
            ---
            # Source: shop/templates/all.yaml
            apiVersion: v1
            kind: Service
            metadata: {name: one}
            ---
            # Source: shop/templates/all.yaml
            apiVersion: v1
            kind: Service
            metadata: {name: two}
            ---
            # Source: shop/templates/all.yaml
            apiVersion: v1
            kind: Secret
            metadata: {name: three}
            ---
            # Source: shop/charts/db/templates/db.yaml
            # Source: shop/templates/all.yaml
            apiVersion: v1
            kind: Service
            metadata: {name: four}
            ---
            # Source: shop/../../../etc/passwd
            apiVersion: v1
            kind: Service
            metadata: {name: five}
            """
        let texts = [
            "apps/shop/Chart.yaml": "name: shop\n", "apps/shop/templates/all.yaml": template,
            "apps/shop/crds/foo.yaml": "# a\nkind: CustomResourceDefinition\n",
            "apps/shop/charts/db/templates/db.yaml": "{{ include \"x\" . }}\n",
        ]
        let loaded = try await load(texts, below: ["apps"], FakeRenderer { _ in output })
        #expect(loaded.findings == [])
        #expect(
            loaded.manifests.map { "\($0.name) \($0.location.file):\($0.location.line)" } == [
                "foos.x.io apps/shop/crds/foo.yaml:2", "one apps/shop/templates/all.yaml:4",
                "two apps/shop/templates/all.yaml:4", "three apps/shop/templates/all.yaml:10",
                "four apps/shop/charts/db/templates/db.yaml:1", "five apps/shop/Chart.yaml:1",
            ])
    }
}
