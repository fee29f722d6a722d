import Glibc
import LoopbackHTTP

/// The real API server over plain HTTP: `kubectl proxy` on the test-bed that `RECONCILE_TESTBED` names.
final class TestbedProxy {
    let url: String
    private let process: pid_t
    private let output: UnsafeMutablePointer<FILE>

    /// `nil` where no test-bed is running.
    init?() throws {
        guard let directory = getenv("RECONCILE_TESTBED").map({ String(cString: $0) }), !directory.isEmpty else {
            return nil
        }
        let command = "echo $$; exec kubectl --kubeconfig '\(directory)/kubeconfig' proxy --port=0 2>&1"
        guard let output = popen(command, "r") else { throw PlainHTTPError(description: "cannot start kubectl") }
        guard let process = Self.line(output).flatMap(pid_t.init), let answer = Self.line(output),
            let port = answer.split(separator: ":").last.flatMap({ UInt16($0) })
        else {
            pclose(output)
            throw PlainHTTPError(description: "kubectl proxy does not say where it listens")
        }
        self.process = process
        self.output = output
        url = "http://127.0.0.1:\(port)"
    }

    deinit {
        kill(process, SIGTERM)
        pclose(output)
    }

    private static func line(_ file: UnsafeMutablePointer<FILE>) -> String? {
        var buffer = [CChar](repeating: 0, count: 512)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
