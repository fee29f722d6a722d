import Glibc
import JSONText
import LoopbackHTTP
import ObjectModel

/// Plays scenarios on one server and brings the answers of any server into one form.
struct ScenarioRunner {
    let client: PlainHTTP
    /// Tells runs on one server apart.
    let run: String

    /// The answers, one for each step: `{"status": …, "body": …}`.
    func play(_ scenario: Scenario, number: Int) throws -> [JSONValue] {
        let word = "s\(number)-\(run)"
        let namespace = "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"\(word)\"}}"
        let json = [("Content-Type", "application/json")]
        _ = try client.send("POST", "/api/v1/namespaces", headers: json, body: Array(namespace.utf8))
        var symbols = Symbols(word: word)
        var answers: [JSONValue] = []
        for step in scenario.steps {
            answers.append(symbols.recorded(try send(step, symbols), step.compares))
        }
        return answers
    }
}

extension ScenarioRunner {
    /// A quarter of a minute is long for what is awaited.
    private static let tries = 150

    private func send(_ step: Scenario.Step, _ symbols: Symbols) throws -> PlainAnswer {
        for _ in 0..<Self.tries {
            let names = step.headers.map(\.0)
            let agent = names.contains("User-Agent") ? [] : [("User-Agent", "scenario/1.0")]
            let answer = try client.send(
                step.method, symbols.filled(step.path), headers: agent + step.headers,
                body: step.body.map { Array(symbols.filled($0).utf8) })
            guard let awaited = step.awaited, !answer.text.contains(awaited) else { return answer }
            usleep(100_000)
        }
        throw PlainHTTPError(description: "\(step.path) never said \(step.awaited ?? "")")
    }
}

/// What differs from server to server and from run to run, replaced by names that do not.
private struct Symbols {
    let word: String
    private var versions: [String] = []
    private var uids: [String] = []
    private var stepVersions: [String] = []
    private var stepUIDs: [String] = []

    init(word: String) { self.word = word }

    func filled(_ text: String) -> String {
        var result = text
        replace("{ns}", word, in: &result)
        replace("{id}", word, in: &result)
        for (place, version) in stepVersions.enumerated() { replace("{rv:\(place + 1)}", version, in: &result) }
        for (place, uid) in stepUIDs.enumerated() { replace("{uid:\(place + 1)}", uid, in: &result) }
        return result
    }

    private func replace(_ old: String, _ new: String, in text: inout String) {
        while let found = text.firstRange(of: old) { text.replaceSubrange(found, with: new) }
    }

    mutating func recorded(_ answer: PlainAnswer, _ comparison: Scenario.Step.Comparison) -> JSONValue {
        let body = (try? answer.json()) ?? .string(answer.text)
        stepVersions.append(body["metadata"]?["resourceVersion"]?.string ?? "")
        stepUIDs.append(body["metadata"]?["uid"]?.string ?? body["details"]?["uid"]?.string ?? "")
        let status = JSONValue.integer(Int64(answer.status))
        switch comparison {
        case .everything: return ["status": status, "body": normalized(body, key: "")]
        case .status: return ["status": status]
        case .members(let pointers):
            let whole = normalized(body, key: "")
            let members = pointers.compactMap { text -> JSONObject.Member? in
                let value = JSONPointer(parsing: text).flatMap { whole.value(at: $0) } ?? .null
                return .init(key: text, value: value)
            }
            return ["status": status, "body": .object(JSONObject(uniqueMembers: members))]
        }
    }

    private mutating func normalized(_ value: JSONValue, key: String) -> JSONValue {
        switch value {
        case .string(let text): return .string(normalized(text, key: key))
        case .array(let items):
            let normal = items.map { normalized($0, key: key) }
            // Conflicts stand in the order of a Go map, managers in that of their seconds.
            let isSorted = key == "causes" || key == "managedFields"
            return .array(isSorted ? normal.sorted { $0.jsonText < $1.jsonText } : normal)
        case .object(let object) where Self.isControlled(object):
            return .object(JSONObject(uniqueMembers: uncontrolled(object).sortedByKey().members))
        case .object(let object):
            var members: [JSONObject.Member] = []
            let isList = object["items"]?.array != nil
            // A hash of how the real server stores a kind says nothing to clients.
            for member in object.sortedByKey().members where member.key != "storageVersionHash" {
                // A list's version moves with every write to the server.
                let given = isList && member.key == "metadata" ? member.value.withoutVersion : member.value
                members.append(.init(key: member.key, value: normalized(given, key: member.key)))
            }
            return .object(JSONObject(uniqueMembers: members))
        default: return value
        }
    }

    /// Kinds that controllers of the real cluster write to whenever they get round to it.
    private static let controlledKinds: Set<String> = [
        "Deployment", "DaemonSet", "StatefulSet", "ReplicaSet", "Job", "CronJob", "HorizontalPodAutoscaler",
        "PodDisruptionBudget", "ResourceQuota", "PersistentVolumeClaim", "ServiceAccount", "Scale",
    ]

    private static func isControlled(_ object: JSONObject) -> Bool {
        object["kind"]?.string.map(controlledKinds.contains) == true && object["metadata"]?.object != nil
    }

    /// An object without what controllers write: its version, its status, what they own, and what they add.
    private mutating func uncontrolled(_ object: JSONObject) -> JSONObject {
        var members: [JSONObject.Member] = []
        for member in object.members where !["status", "kind", "metadata", "secrets"].contains(member.key) {
            members.append(.init(key: member.key, value: normalized(member.value, key: member.key)))
        }
        members.append(.init(key: "kind", value: object["kind"] ?? .null))
        var metadata: [JSONObject.Member] = []
        for member in object["metadata"]?.object?.members ?? [] where member.key != "resourceVersion" {
            var value = member.value
            if member.key == "managedFields", let entries = value.array {
                value = .array(entries.filter { $0["manager"] != "kube-controller-manager" })
            }
            if member.key == "annotations", let annotations = value.object?.members {
                let own = annotations.filter { $0.key != "deployment.kubernetes.io/revision" }
                if own.isEmpty { continue }
                value = .object(JSONObject(uniqueMembers: own))
            }
            metadata.append(.init(key: member.key, value: normalized(value, key: member.key)))
        }
        members.append(.init(key: "metadata", value: .object(JSONObject(uniqueMembers: metadata).sortedByKey())))
        return JSONObject(uniqueMembers: members)
    }

    private mutating func normalized(_ text: String, key: String) -> String {
        switch key {
        case "resourceVersion": return text.isEmpty ? "" : Self.symbol("rv", text, &versions)
        case "uid", "controller-uid": return Self.symbol("uid", text, &uids)
        case "creationTimestamp", "deletionTimestamp", "time", "lastTransitionTime": return "<time>"
        case "clusterIP", "clusterIPs": return text == "None" || text.isEmpty ? text : "<address>"
        case "continue": return "<token>"
        default:
            var result = text
            replace(word, "{id}", in: &result)
            for (place, version) in versions.enumerated() where !version.isEmpty {
                replace("(\(version))", "(<rv\(place + 1)>)", in: &result)
            }
            for (place, uid) in uids.enumerated() where !uid.isEmpty { replace(uid, "<uid\(place + 1)>", in: &result) }
            return result
        }
    }

    /// `rv1` is whichever version was met first, and so on: equal stays equal and different different.
    private static func symbol(_ prefix: String, _ text: String, _ known: inout [String]) -> String {
        if let place = known.firstIndex(of: text) { return "<\(prefix)\(place + 1)>" }
        known.append(text)
        return "<\(prefix)\(known.count)>"
    }
}

extension JSONValue {
    fileprivate var withoutVersion: JSONValue {
        guard let object else { return self }
        return .object(JSONObject(uniqueMembers: object.members.filter { $0.key != "resourceVersion" }))
    }
}
