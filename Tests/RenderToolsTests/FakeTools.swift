import Glibc

@testable import RenderTools

/// A directory with programs of the test's making, to be searched before the system's, and one for temporary files.
final class FakeTools: Sendable {
    let path: String
    /// Of the machine, for what scripts call; none that renders is looked for there.
    private static let system = [
        "sh", "cat", "sleep", "yes", "env", "ls", "head", "true", "unshare", "setpriv", "kill", "printf",
    ]

    struct Failure: Error {}

    init() throws {
        var template = Array("/tmp/render-tools-tests.XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw Failure() }
        path = String(cString: made)
        mkdir("\(path)/bin", 0o700)
        mkdir("\(path)/tmp", 0o700)
        for name in Self.system {
            for directory in ["/usr/bin", "/bin"] where access("\(directory)/\(name)", X_OK) == 0 {
                symlink("\(directory)/\(name)", "\(path)/bin/\(name)")
            }
        }
    }

    deinit { remove(path) }

    /// A program that runs `script`.
    func add(_ name: String, _ script: String) throws {
        let file = "\(path)/bin/\(name)"
        unlink(file)  // it may be a link to the machine's own
        guard let stream = fopen(file, "w") else { throw Failure() }
        fputs("#!\(path)/bin/sh\n\(script)\n", stream)
        fclose(stream)
        chmod(file, 0o700)
    }

    func tools(_ limits: RenderTools.Limits = .init(), variables: [String: String] = [:]) -> RenderTools {
        RenderTools(
            variables.merging(["PATH": "\(path)/bin", "TMPDIR": "\(path)/tmp"]) { first, _ in first }, limits: limits)
    }

    /// What was left behind where temporary files go.
    var leftovers: [String] { Self.names("\(path)/tmp") }

    /// The content of a file that a script wrote into `path`.
    func read(_ name: String) -> String? { Self.text("\(path)/\(name)") }

    static func text(_ path: String) -> String? {
        guard let stream = fopen(path, "r") else { return nil }
        defer { fclose(stream) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, stream)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    private static func names(_ directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private func remove(_ path: String) {
        for name in Self.names(path) where unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
        rmdir(path)
    }
}

extension RenderJob {
    /// A kustomization in `directory` with a file beside it.
    static func kustomization(_ directory: String = "env/prod") -> RenderJob {
        let inside = directory.isEmpty ? "" : "\(directory)/"
        return RenderJob(
            .kustomization, directory: directory,
            files: [
                File(path: "\(inside)kustomization.yaml", content: Array("resources: [a.yaml]\n".utf8)),
                File(path: "\(inside)deep/er/a.txt", content: Array("text".utf8)),
            ])
    }

    static func chart(_ directory: String = "apps/shop") -> RenderJob {
        RenderJob(
            .chart(release: "shop", namespace: "team-a"), directory: directory,
            files: [File(path: "\(directory)/Chart.yaml", content: Array("name: shop\n".utf8))])
    }
}

extension RenderTools {
    /// Standard output as text.
    func text(_ job: RenderJob) async throws -> String { String(decoding: try await render(job), as: UTF8.self) }

    /// The error that rendering ends in; anything else fails the test that asks.
    func error(_ job: RenderJob) async throws -> RenderToolError {
        do throws(any Error) {
            let output = try await render(job)
            throw Unexpected(description: "no error but \(output.count) bytes")
        } catch let error as RenderToolError {
            return error
        }
    }

    struct Unexpected: Error, CustomStringConvertible { var description: String }
}
