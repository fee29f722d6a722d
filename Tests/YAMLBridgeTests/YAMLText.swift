import ObjectModel
import Testing
import YAMLBridge

/// What `text` reads as when it is one document without errors.
func value(of text: String, limits: YAMLLimits = .standard) throws -> JSONValue {
    try document(of: text, limits: limits).value
}

func document(of text: String, limits: YAMLLimits = .standard) throws -> SourceDocument {
    let reading = YAMLReader.read(Array(text.utf8), file: "a.yaml", limits: limits)
    #expect(reading.errors == [])
    #expect(reading.documents.count == 1)
    return try #require(reading.documents.first)
}

/// The errors of `text`, in the form that people see.
func errors(of text: String, limits: YAMLLimits = .standard) -> [String] {
    YAMLReader.read(Array(text.utf8), file: "a.yaml", limits: limits).errors.map(\.description)
}
