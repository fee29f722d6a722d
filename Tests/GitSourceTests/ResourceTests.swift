import GitServers
import GitSource
import Glibc
import Testing

/// Nothing stays open: no file of the repository, no lock, no connection, whatever the end of a call was.
@Suite(.timeLimit(.minutes(2))) struct ResourceTests {
    private let origin: WorkTree

    init() throws {
        origin = try WorkTree("served/repo.git")
        try origin.add("apps/web.yaml", "kind: Service\n")
        try origin.commit("First")
    }

    /// Descriptors of this process that lead below `path` or to `port` of loopback.
    private func open(below path: String, port: Int = 0) -> [String] {
        (3..<4096).compactMap { number in
            var text = [CChar](repeating: 0, count: 4096)
            guard readlink("/proc/self/fd/\(number)", &text, text.count - 1) > 0 else { return nil }
            let target = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            if target.hasPrefix(path) { return target }
            var (address, size) = (sockaddr_in(), socklen_t(MemoryLayout<sockaddr_in>.size))
            let isPeer = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(Int32(number), $0, &size) == 0 }
            }
            return isPeer && port != 0 && UInt16(bigEndian: address.sin_port) == port ? "port \(port)" : nil
        }
    }

    @Test func localReadsLeaveNothingOpen() async throws {
        try origin.git("gc", "--quiet")
        for _ in 0..<20 {
            let repository = try GitRepository(GitRemote(path: origin.path))
            let commit = try await repository.fetch().revision.commit
            _ = try await repository.files(at: commit, under: "")
            _ = try? await repository.fetch("nowhere")
            _ = try? await repository.files(at: commit, under: "nowhere")
            let directory = try WorkingDirectory(path: origin.path)
            _ = try await directory.files(under: "")
            _ = try? await directory.files(under: "nowhere")
            _ = try await directory.state()
        }
        #expect(open(below: origin.path) == [])
    }

    @Test func transfersLeaveNothingOpen() async throws {
        let server = try HTTPSServer(origin.scratch.path + "/served", in: origin.scratch)
        let silent = try SilentServer()
        for round in 0..<4 {
            var options = GitRepository.Options()
            options.cacheDirectory = origin.scratch.path + "/cache\(round)"
            options.credentials.caFile = server.authority
            _ = try await GitRepository(GitRemote(server.url("open/repo.git")), options).fetch()
            for path in ["private/repo.git", "open/nowhere.git", "half/repo.git", "nothing/repo.git"] {
                _ = try? await GitRepository(GitRemote(server.url(path)), options).fetch()
            }
            options.credentials.caFile = server.otherAuthority
            _ = try? await GitRepository(GitRemote(server.url("open/repo.git")), options).fetch()
            options.transfer.silence = .milliseconds(200)
            for scheme in ["http", "https", "ssh"] {
                let address = "\(scheme)://127.0.0.1:\(silent.port)/repo"
                _ = try? await GitRepository(GitRemote(address), options).fetch()
            }
        }
        #expect(open(below: origin.scratch.path + "/cache", port: server.port) == [])
        #expect(open(below: origin.scratch.path + "/cache", port: silent.port) == [])
    }
}
