import Drift
import ObjectModel
import OpenAPISchema
import Testing

/// Every case has the same verdict with the types that a current server publishes, in either version of OpenAPI.
@Suite(.enabled(if: KubernetesDocuments.areThere, KubernetesDocuments.howTo))
struct BothOpenAPIVersionsTests {
    static let cases =
        ValueCanonicalisationTests.cases + DefaultsAndAbsenceTests.defaults + DefaultsAndAbsenceTests.absence
        + ListsAndWritersTests.lists + ListsAndWritersTests.writers + SchemaAndErrorPathTests.cases

    @Test(arguments: cases) func theVerdictIsTheSameWithV3(_ c: DriftCase) throws {
        try expectVerdict(c, schema: KubernetesDocuments.v3.get())
    }

    @Test(arguments: cases) func theVerdictIsTheSameWithV2(_ c: DriftCase) throws {
        try expectVerdict(c, schema: KubernetesDocuments.v2.get())
    }

    @Test func theDocumentsHaveTheKindsOfTheCases() throws {
        let (v3, v2) = (try KubernetesDocuments.v3.get(), try KubernetesDocuments.v2.get())
        #expect(Set(v3.roots.keys) == Set(v2.roots.keys))
        for c in Self.cases where c.definition == nil {
            let kind = try object(c.desired).kind
            guard kind.group != "example.com" else { continue }
            #expect(v3.root(kind) != nil, "the documents have no \(kind)")
        }
    }
}
