import Glibc
import JSONText
import LoopbackHTTP
import ObjectModel

/// What kube-apiserver 1.20.2 answered to each scenario: a file a scenario in `Answers/`, beside this one.
///
/// `RECONCILE_RECORD=1` with a test-bed writes them anew.
enum RecordedAnswers {
    static var isRecording: Bool { getenv("RECONCILE_RECORD") != nil }

    static func read(_ scenario: Scenario) throws -> [JSONValue]? {
        guard let file = fopen(path(scenario), "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return try JSONText.read(bytes, subject: scenario.fileName).array
    }

    static func write(_ scenario: Scenario, _ answers: [JSONValue]) throws {
        guard let file = fopen(path(scenario), "w") else {
            throw PlainHTTPError(description: "cannot write \(path(scenario)): errno \(errno)")
        }
        defer { fclose(file) }
        let bytes = JSONText.writeIndented(.array(answers), by: 1)
        fwrite(bytes, 1, bytes.count, file)
    }

    private static func path(_ scenario: Scenario) -> String {
        let here = #filePath
        let folder = here[..<(here.lastIndex(of: "/") ?? here.startIndex)]
        return "\(folder)/Answers/\(scenario.fileName)"
    }
}
