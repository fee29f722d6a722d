import Drift
import ObjectModel

/// Reads a configuration document member by member and collects every mistake with its place.
///
/// An unknown key, a wrong type or a value outside its range is one error; reading goes on, so that a person sees all.
final class DocumentReader {
    private let document: SourceDocument
    private(set) var errors: [ReconcileError] = []

    init(_ document: SourceDocument) { self.document = document }

    var root: ConfigurationNode { ConfigurationNode(reader: self, value: document.value, pointer: JSONPointer()) }

    func location(of pointer: JSONPointer) -> SourceLocation { document.location(of: pointer) }

    func report(_ pointer: JSONPointer, _ detail: String, hint: String) {
        let location = document.location(of: pointer)
        errors.append(
            ReconcileError(
                .configuration, step: "read configuration", subject: location.description, detail: detail, hint: hint,
                location: location))
    }
}

/// One value of the configuration and where it stands.
struct ConfigurationNode {
    let reader: DocumentReader
    let value: JSONValue
    let pointer: JSONPointer

    private var label: String { pointer.tokens.isEmpty ? "the document" : "'\(pointer.tokens.joined(separator: "."))'" }

    /// Reports members that are not in `known`, with the nearest name that is.
    func allow(_ known: [String]) {
        guard let object = value.object else {
            reader.report(pointer, "\(label) must be a map, and is \(value.kindPhrase)", hint: "write a map")
            return
        }
        for member in object where !known.contains(member.key) {
            let near = NearestName.of(member.key, among: known)
            reader.report(
                pointer.appending(member.key), "unknown key '\(member.key)' in \(label)",
                hint: near.map { "did you mean '\($0)'?" } ?? "known keys are \(known.joined(separator: ", "))")
        }
    }

    /// The member `key`; `nil` where it is absent or null.
    subscript(key: String) -> ConfigurationNode? {
        guard let member = value[key], !member.isNull else { return nil }
        return ConfigurationNode(reader: reader, value: member, pointer: pointer.appending(key))
    }

    func required(_ key: String) -> ConfigurationNode? {
        if let node = self[key] { return node }
        reader.report(pointer, "\(label) has no '\(key)'", hint: "add it")
        return nil
    }

    var string: String? { typed(value.string, "string") }
    var bool: Bool? { typed(value.bool, "boolean") }

    func integer(in range: ClosedRange<Int64>) -> Int? {
        guard let number = typed(value.integer, "integer") else { return nil }
        guard range.contains(number) else {
            reader.report(
                pointer, "\(label) is \(number), outside \(range.lowerBound) to \(range.upperBound)",
                hint: "write a number between them")
            return nil
        }
        return Int(number)
    }

    /// The elements of a list; none, with an error, for anything else.
    var elements: [ConfigurationNode] {
        guard let elements = typed(value.array, "list") else { return [] }
        return elements.enumerated().map {
            ConfigurationNode(reader: reader, value: $1, pointer: pointer.appending(String($0)))
        }
    }

    var strings: [String] { elements.compactMap(\.string) }

    /// One of `allowed` by its raw value.
    func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        guard let text = string else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        reader.report(
            pointer, "\(label) is '\(text)'",
            hint: NearestName.of(text, among: names).map { "did you mean '\($0)'?" }
                ?? "use one of \(names.joined(separator: ", "))")
        return nil
    }

    var location: SourceLocation { reader.location(of: pointer) }

    func fail(_ detail: String, hint: String) { reader.report(pointer, detail, hint: hint) }

    private func typed<Result>(_ result: Result?, _ wanted: String) -> Result? {
        if result == nil {
            let phrase = JSONValue.phrase(wanted)
            reader.report(
                pointer, "\(label) must be \(phrase), and is \(value.kindPhrase)", hint: "write \(phrase)")
        }
        return result
    }
}
