import ObjectModel

/// One entry of `containerStatuses`, read for trouble.
struct ContainerReport {
    let name: String
    let isReady: Bool
    private let status: JSONValue

    init(_ status: JSONValue, isInit: Bool) {
        self.status = status
        name = status["name"]?.string ?? ""
        // An init container that has done its work is not ready, and well.
        let hasSucceeded = status["state"]?["terminated"]?["exitCode"]?.integer == 0
        isReady = status["ready"]?.bool == true || (isInit && hasSucceeded)
    }

    /// How it ended, now or before its last start: exit code, and the reason where that says more than "Error".
    var end: String? {
        let terminated = status["state"]?["terminated"] ?? status["lastState"]?["terminated"]
        guard let code = terminated?["exitCode"]?.integer else { return nil }
        let reason = terminated?["reason"]?.string ?? ""
        return ["", "Error", "Completed"].contains(reason) ? "exit code \(code)" : "exit code \(code), \(reason)"
    }

    var isFailed: Bool { status["state"]?["terminated"]?["exitCode"]?.integer.map { $0 != 0 } ?? false }

    /// What it waits for, where that is more than its turn.
    func waiting(_ pod: JSONValue, _ events: ObjectEvents) -> (message: String, isFinal: Bool)? {
        guard let waiting = status["state"]?["waiting"], let reason = waiting["reason"]?.string else { return nil }
        let message = waiting["message"]?.string ?? ""
        if let why = GPUWords.missingRuntime(in: message, of: pod) { return (why, false) }
        switch reason {
        case "ContainerCreating", "PodInitializing": return nil
        case "InvalidImageName": return (pull(reason, message, events), true)
        case "ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "ImageInspectError", "RegistryUnavailable",
            "SignatureValidationFailed":
            return (pull(reason, message, events), false)
        case "CrashLoopBackOff":
            let restarts = status["restartCount"]?.integer ?? 0
            return ("keeps crashing: container \(name), \(restarts) restarts, last \(end ?? "end not known")", false)
        default: return ("cannot start container \(name): \(reason)\(message.isEmpty ? "" : ": \(message)")", false)
        }
    }

    /// The kubelet's message while it backs off names only the image; the Event of the attempt has the cause.
    private func pull(_ reason: String, _ message: String, _ events: ObjectEvents) -> String {
        let image = status["image"]?.string ?? ""
        let attempt = events.events.last { $0.reason == "Failed" && $0.message.hasPrefix("Failed to pull image") }
        let isEmptyTalk =
            message.isEmpty || (message.hasPrefix("Back-off pulling image") && message.count < image.count + 40)
        let cause = isEmptyTalk ? attempt?.message ?? message : message
        return "cannot pull image \(image) of container \(name): \(reason)\(cause.isEmpty ? "" : ": \(cause)")"
    }
}

/// What the scheduler, the kubelet and the runtimes write when it is about a GPU.
enum GPUWords {
    /// A resource that no node has enough of: `nvidia.com/gpu`, `nvidia.com/mig-1g.10gb`, other vendors' `…gpu…`.
    ///
    /// `Insufficient X` is the scheduler's (`NodeResourcesFit`), `unavailable for X` the kubelet's device manager's, and
    /// `cannot allocate all claims` the scheduler's about devices of dynamic resource allocation.
    static func lacksGPU(_ text: String) -> Bool {
        let words = text.split { $0 == " " || $0 == "," || $0 == "'" }
        let lacks = zip(words, words.dropFirst()).contains { word, resource in
            (word == "Insufficient" || word == "for") && isGPU(resource)
        }
        return lacks || text.contains(allOf: ["cannot allocate all claims"])
    }

    private static func isGPU(_ resource: Substring) -> Bool {
        let name = resource.lowercased()
        return name.hasPrefix("nvidia.com/") || (name.contains("/") && name.contains("gpu"))
    }

    /// `no runtime handler` in the words of containerd (`no runtime for "x" is configured`), of its older releases and
    /// dockershim (`RuntimeHandler "x" not supported`) and of CRI-O (`failed to find runtime handler x`).
    static func missingRuntime(in text: String, of pod: JSONValue) -> String? {
        let patterns = [
            ["no runtime for ", " is configured"], ["RuntimeHandler ", " not supported"],
            ["failed to find runtime handler "],
        ]
        guard patterns.contains(where: { text.contains(allOf: $0) }) else { return nil }
        let node = pod["spec"]?["nodeName"]?.string.map { " on node \($0)" } ?? ""
        let name = pod["spec"]?["runtimeClassName"]?.string.map { " of runtimeClassName \($0)" } ?? ""
        return "misses the runtime handler\(name)\(node): \(text)"
    }
}

extension String {
    /// Whether the parts stand in this order.
    fileprivate func contains(allOf parts: [String]) -> Bool {
        var rest = Array(utf8)[...]
        for part in parts {
            guard let found = rest.firstRange(of: Array(part.utf8)) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
