import Glibc
import ObjectModel
import ProcessRunner

@testable import KubeAPI

/// A process as a kubeconfig test needs it: its variables and files, and a clock that stands still.
struct FakeMachine {
    var variables: [String: String] = ["HOME": "/home/ann"]
    var files: [String: String] = [:]

    var environment: KubeConfigEnvironment {
        let files = files
        let access = FileAccess(
            read: { (path, limit) throws(FileFailure) in
                guard let text = files[path] else { throw .missing }
                if text == "<directory>" { throw .directory }
                if text == "<denied>" { throw .failed("Permission denied") }
                let bytes = Array(text.utf8)
                if bytes.count > limit { throw .tooLarge(limit: limit) }
                return bytes
            },
            stamp: { path in
                files[path].map {
                    FileStamp(
                        device: 1, inode: 1, size: Int64($0.utf8.count), modifiedSeconds: 0, modifiedNanoseconds: 0)
                }
            },
            isExecutable: { files[$0] != nil })
        return KubeConfigEnvironment(
            variables: variables, files: access, workingDirectory: "/work", now: { .seconds(1_000_000) })
    }

    /// What `options` give here; the error as its message.
    func load(_ options: KubeConfigOptions = KubeConfigOptions()) -> Result<ClusterConnection, KubeConfigError> {
        do throws(KubeConfigError) {
            return .success(try KubeConfig.load(options, environment: environment))
        } catch {
            return .failure(error)
        }
    }
}

/// Certificates and keys made for these tests; they open nothing.
enum PEMFixture {
    static let certificate = "-----BEGIN CERTIFICATE-----\naGVsbG8gd29ybGQ=\n-----END CERTIFICATE-----\n"
    static let key = "-----BEGIN PRIVATE KEY-----\naGVsbG8gd29ybGQ=\n-----END PRIVATE KEY-----\n"
    static var certificateData: String { Base64.encode(Array(certificate.utf8)) }
    static var keyData: String { Base64.encode(Array(key.utf8)) }
}

/// A directory of files on disk that is removed with it.
final class ScratchDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/kubeconfig-test-XXXXXX".utf8CString)
        guard let made = unsafe mkdtemp(&template) else { throw FileFailure.failed(systemWords(errno)) }
        path = unsafe String(cString: made)
    }

    /// Plugins write files of their own, so what is there counts, two levels deep.
    deinit {
        for pattern in ["\(path)/*/*", "\(path)/*"] {
            var found = glob_t()
            defer { globfree(&found) }
            guard glob(pattern, 0, nil, &found) == 0 else { continue }
            for index in 0..<Int(found.gl_pathc) {
                if let name = found.gl_pathv[index] { remove(name) }
            }
        }
        rmdir(path)
    }

    @discardableResult
    func write(_ name: String, _ text: String, mode: mode_t = 0o600) throws -> String {
        let full = "\(path)/\(name)"
        if let slash = name.lastIndex(of: "/") {
            mkdir("\(path)/\(name[..<slash])", 0o700)
        }
        let descriptor = open(full, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileFailure.failed(systemWords(errno)) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw FileFailure.failed("short write")
        }
        return full
    }
}
