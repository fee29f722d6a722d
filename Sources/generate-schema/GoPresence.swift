import FoundationEssentials
import OpenAPISchema

/// Reads out of Go struct declarations which members are pointers, and which are left out when zero.
enum GoPresence {
    /// Definition name to member name to presence, for every `types*.go` below `directory`.
    ///
    /// `directory` is one of Kubernetes' staging repositories, such as `staging/src/k8s.io/api`.
    static func facts(below directory: String) throws -> [String: [String: SchemaProperty.Presence]] {
        var facts: [String: [String: SchemaProperty.Presence]] = [:]
        let root = String(directory.split(separator: "/").last ?? "")
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory).sorted() {
            guard path.hasSuffix(".go"), !path.hasSuffix("_test.go"), !path.contains("zz_generated") else { continue }
            let folder = path.split(separator: "/").dropLast().joined(separator: ".")
            let source = try String(
                decoding: Data(contentsOf: URL(filePath: directory + "/" + path)), as: UTF8.self)
            for (name, members) in structs(in: source) {
                facts["io.k8s.\(root).\(folder).\(name)"] = members
            }
        }
        return facts
    }

    /// Struct name to its members; embedded structs of the same file are resolved.
    private static func structs(in source: String) -> [String: [String: SchemaProperty.Presence]] {
        var result: [String: [String: SchemaProperty.Presence]] = [:]
        var embedded: [String: [String]] = [:]
        var current: String?
        for line in source.split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            if words.count >= 4, words[0] == "type", words[2] == "struct" {
                current = String(words[1])
            } else if line.first == "}" {
                current = nil
            } else if let name = current, words.count >= 2, let json = jsonTag(of: line) {
                if json.isInline {
                    embedded[name, default: []].append(String(words[0]))
                } else {
                    result[name, default: [:]][json.name] = presence(goType: words[1], omitsEmpty: json.omitsEmpty)
                }
            }
        }
        for (name, parts) in embedded {
            for part in parts { result[name, default: [:]].merge(result[part] ?? [:]) { first, _ in first } }
        }
        return result
    }

    private struct JSONTag {
        var name: String
        var omitsEmpty: Bool
        var isInline: Bool
    }

    private static func jsonTag(of line: Substring) -> JSONTag? {
        guard let start = line.firstRange(of: "json:\""), let end = line[start.upperBound...].firstIndex(of: "\"")
        else { return nil }
        let parts = line[start.upperBound..<end].split(separator: ",", omittingEmptySubsequences: false)
        let isInline = parts.contains("inline")
        guard let name = parts.first, isInline || !name.isEmpty, name != "-" else { return nil }
        return JSONTag(name: String(name), omitsEmpty: parts.contains("omitempty"), isInline: isInline)
    }

    /// Zero scalars of plain members never differ from absent ones; an empty struct does where it is always written.
    private static func presence(goType: Substring, omitsEmpty: Bool) -> SchemaProperty.Presence {
        if goType.hasPrefix("*") { return .meaningful }
        if goType.hasPrefix("[") || goType.hasPrefix("map[") { return .insignificant }
        let scalars = ["string", "bool", "int32", "int64", "int", "float64"]
        return omitsEmpty || scalars.contains(String(goType)) ? .insignificant : .meaningful
    }
}
