/// A step of the embedded cluster's own life that failed; what a client sees is an `APIStatus`.
package struct EmbeddedClusterError: Error, Hashable, CustomStringConvertible {
    package enum Code: Sendable { case cannotListen, invalidObject }
    package enum Step: String, Sendable { case start, seed }
    package let code: Code
    package let step: Step
    package let subject: String
    package let detail: String

    package var description: String { "cannot \(step.rawValue) '\(subject)': \(detail) (hint: \(hint))" }

    private var hint: String {
        switch code {
        case .cannotListen: "check that loopback is up and that the process may open more files and threads"
        case .invalidObject: "correct the object, and seed namespaces and CRDs before what needs them"
        }
    }
}
