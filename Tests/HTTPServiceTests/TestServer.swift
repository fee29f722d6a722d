import Glibc
import HTTPService
import LoopbackHTTP

/// A server on loopback whose answers tell what arrived: `METHOD PATH name=value,… BYTES`.
func echoServer(_ change: (inout HTTPServerSettings) -> Void = { _ in }) throws -> HTTPServer {
    var settings = HTTPServerSettings()
    change(&settings)
    return try HTTPServer(settings) { request in
        let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
        let text = "\(request.method) \(request.path) \(query) \(request.body.count)"
        return HTTPResponse(status: 200, contentType: "text/plain", bytes: Array(text.utf8))
    }
}

/// Entries of one of the process's own folders.
func entries(_ folder: String) -> Int {
    guard let directory = opendir(folder) else { return -1 }
    defer { closedir(directory) }
    var count = 0
    while readdir(directory) != nil { count += 1 }
    return count
}

/// Polls until `condition` holds; false after 20 seconds.
func eventually(_ condition: () throws -> Bool) async rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(120)
    while try !condition() {
        guard ContinuousClock.now < deadline else { return false }
        try? await Task.sleep(for: .milliseconds(5))  // ends early only where the test is cancelled
    }
    return true
}

extension PlainSocket {
    func write(_ text: String) throws { try write(Array(text.utf8)) }

    /// What comes until the peer closes, or resets.
    func rest() -> String {
        var bytes: [UInt8] = []
        while let piece = try? read() { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }
}
