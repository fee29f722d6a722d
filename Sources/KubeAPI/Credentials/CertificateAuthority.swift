import Synchronization

/// The certificates that the server's must lead to, as PEM.
///
/// Those of a file are read again as `CredentialFile` says: an authority is replaced while a controller runs, for a Pod
/// in its mounted `ca.crt`, and old and new stand in one file for a while.
package final class CertificateAuthority: Sendable, Masked {
    private struct Source: Sendable {
        var file: CredentialFile
        let files: FileAccess
        let now: @Sendable () -> Duration
    }

    private let first: [UInt8]
    private let source: Mutex<Source?>

    /// Certificates that stay what they are.
    package init(pem: [UInt8]) {
        first = pem
        source = Mutex(nil)
    }

    /// Those of a file, which holds `pem` at first.
    init(file path: String, holding pem: [UInt8], _ files: FileAccess, now: @escaping @Sendable () -> Duration) {
        first = pem
        source = Mutex(Source(file: CredentialFile(path: path), files: files, now: now))
    }

    /// What it is now: the file's content if that is of use, else what was of use before.
    package var pem: [UInt8] {
        source.withLock { source in
            guard let (files, now) = source.map({ ($0.files, $0.now()) }) else { return first }
            let read = try? source?.file.bytes(files, now: now, check: PEMText.problemWithCertificates)
            return read ?? first
        }
    }

    package var description: String { "certificate authority" }
}
