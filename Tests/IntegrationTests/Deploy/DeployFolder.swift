import JSONText
import ObjectModel
import Testing
import YAMLBridge

/// What stands in deploy/, as values.
enum DeployFolder {
    static let path = "\(Fixtures.root)/deploy"

    /// The documents of one file.
    static func documents(_ file: String) throws -> [JSONValue] { try read(Scratch.read("\(path)/\(file)"), file) }

    /// What kubectl makes of a kustomization; `directory` is in deploy/, or absolute.
    static func render(_ directory: String) async throws -> [JSONValue] {
        let place = directory.hasPrefix("/") ? directory : "\(path)/\(directory)"
        let run = try await ProgramRun.of([Kubectl.path ?? "kubectl", "kustomize", place])
        guard run.code == 0 else { throw ProgramRun.Failure(description: "\(directory): \(run.story)") }
        return try read(run.outputBytes, directory)
    }

    /// A List, for kubectl to apply.
    static func list(_ objects: [JSONValue]) -> String {
        (["apiVersion": "v1", "kind": "List", "items": .array(objects)] as JSONValue).jsonText
    }

    static func object(_ kind: String, in objects: [JSONValue]) throws -> JSONValue {
        try #require(objects.first { $0["kind"]?.string == kind }, "there is no \(kind)")
    }

    private static func read(_ bytes: [UInt8], _ name: String) throws -> [JSONValue] {
        let reading = YAMLReader.read(bytes, file: name)
        guard reading.errors.isEmpty else { throw ProgramRun.Failure(description: "\(reading.errors)") }
        return reading.documents.map(\.value)
    }
}

extension JSONValue {
    /// The same with the member at `path` set, or taken out by `nil`; maps on the way are made, list elements are
    /// numbers.
    func setting(_ path: String, to value: JSONValue?) -> JSONValue {
        setting(path.split(separator: "/").map(String.init)[...], to: value) ?? self
    }

    private func setting(_ path: ArraySlice<String>, to value: JSONValue?) -> JSONValue? {
        guard let name = path.first else { return value }
        if case .array(var elements) = self, let place = Int(name), elements.indices.contains(place) {
            elements[place] = elements[place].setting(path.dropFirst(), to: value) ?? .null
            return .array(elements)
        }
        var object = self.object ?? JSONObject()
        object[name] = (object[name] ?? .object(JSONObject())).setting(path.dropFirst(), to: value)
        return .object(object)
    }
}
