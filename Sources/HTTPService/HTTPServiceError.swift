/// A server that could not start, or a certificate that it cannot use.
package struct HTTPServiceError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Sendable { case addressInUse, forbidden, badAddress, cannotListen, badCertificate }
    package enum Step: String, Sendable { case listen = "listen at", certificate = "use certificate" }
    package let code: Code
    package let step: Step
    /// `127.0.0.1:8080`, or the certificate's file.
    package let subject: String
    /// In the words of the system or of GnuTLS.
    package let detail: String

    package var description: String { "cannot \(step.rawValue) '\(subject)': \(detail) (hint: \(hint))" }

    private var hint: String {
        switch code {
        case .addressInUse: "choose another port, or end the process that listens there"
        case .forbidden: "choose a port above 1023"
        case .badAddress: "use an IP address of this machine"
        case .cannotListen: "check that the network is up and that the process may open more files and threads"
        case .badCertificate: "give a PEM chain, the server's own certificate first, and the PEM key that belongs to it"
        }
    }
}
