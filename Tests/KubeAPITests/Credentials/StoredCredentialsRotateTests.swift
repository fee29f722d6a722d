// A Pod's token lives for an hour and certificates for days: what was read once must not be presented for ever.
import Synchronization
import Testing

@testable import KubeAPI

@Suite struct StoredCredentialsRotateTests {
    /// Files that change under the reader; a stamp is a count of writes.
    final class Files: Sendable {
        private let state = Mutex([String: (text: String, writes: Int)]())
        private let reads = Mutex(0)
        var readCount: Int { reads.withLock { $0 } }

        func write(_ path: String, _ text: String) {
            state.withLock { $0[path] = (text, ($0[path]?.writes ?? 0) + 1) }
        }

        /// Changes the content without a trace in the stamp, as a coarse clock of a file system does.
        func overwriteUnseen(_ path: String, _ text: String) {
            state.withLock { $0[path]?.text = text }
        }

        func remove(_ path: String) { state.withLock { $0[path] = nil } }

        var access: FileAccess {
            FileAccess(
                read: { (path, _) throws(FileFailure) in
                    self.reads.withLock { $0 += 1 }
                    guard let text = self.state.withLock({ $0[path]?.text }) else { throw .missing }
                    return Array(text.utf8)
                },
                stamp: { path in
                    self.state.withLock { $0[path]?.writes }.map {
                        FileStamp(device: 0, inode: 0, size: 0, modifiedSeconds: $0, modifiedNanoseconds: 0)
                    }
                }, isExecutable: { _ in false })
        }
    }

    private let files = Files()
    private let clock = FakeClock()

    private func source(
        token: String? = nil, certificate: CredentialPart = .none, key: CredentialPart = .none
    ) -> StoredCredentials {
        let parts = StoredCredentials.Parts(
            name: "u", token: token, tokenFile: "/t", certificate: certificate, key: key)
        return StoredCredentials(parts, files: files.access, now: { [clock] in clock.now })
    }

    @Test func aChangedFileIsReadAtOnce() async throws {
        files.write("/t", "one\n")
        let source = source()
        #expect(try await source.current().bearerToken == "one")
        files.write("/t", "two")
        #expect(try await source.current().bearerToken == "two")
    }

    @Test func anUnchangedFileIsReadOnceInAMinute() async throws {
        files.write("/t", "one")
        let source = source()
        for _ in 0..<5 { _ = try await source.current() }
        #expect(files.readCount == 1)
        files.overwriteUnseen("/t", "two")
        clock.advance(by: .seconds(49))
        #expect(try await source.current().bearerToken == "one")
        clock.advance(by: .seconds(1))
        #expect(try await source.current().bearerToken == "two")
        #expect(files.readCount == 2)
    }

    @Test func aClockThatIsPutBackDoesNotKeepAnOldToken() async throws {
        files.write("/t", "one")
        let source = source()
        _ = try await source.current()
        files.overwriteUnseen("/t", "two")
        clock.advance(by: .seconds(-3600))
        #expect(try await source.current().bearerToken == "two")
    }

    @Test func aFileThatIsGoneForAMomentLeavesTheLastToken() async throws {
        files.write("/t", "one")
        let source = source()
        _ = try await source.current()
        files.remove("/t")
        #expect(try await source.current().bearerToken == "one")
        files.write("/t", "")
        #expect(try await source.current().bearerToken == "one")
    }

    @Test func aTokenThatWasRefusedIsNotPresentedAgain() async throws {
        files.write("/t", "one")
        let source = source()
        let first = try await source.current()
        files.remove("/t")
        await source.invalidate(first)
        let error = await pluginError { try await source.current() }
        #expect(error?.code == .fileMissing)
        #expect(error?.retry == true)
        files.write("/t", "two")
        #expect(try await source.current().bearerToken == "two")
    }

    @Test func theFileGoesBeforeTheTokenBesideIt() async throws {
        let source = source(token: "inline")
        #expect(try await source.current().bearerToken == "inline")
        files.write("/t", "file")
        #expect(try await source.current().bearerToken == "file")
    }

    @Test func aRotatedCertificateIsPresentedWithItsKey() async throws {
        files.write("/t", "t")
        files.write("/c", PEMFixture.certificate)
        files.write("/k", PEMFixture.key)
        let source = source(certificate: .file("/c"), key: .file("/k"))
        let first = try await source.current()
        #expect(first.clientCertificate?.certificate == Array(PEMFixture.certificate.utf8))
        let renewed = "# renewed\n" + PEMFixture.certificate
        files.write("/c", renewed)
        #expect(try await source.current().clientCertificate?.certificate == Array(renewed.utf8))
        files.write("/c", "half a certif")
        #expect(try await source.current().clientCertificate?.certificate == Array(renewed.utf8))
    }

    @Test func aReplacedAuthorityIsTrustedAtOnce() {
        let (old, new) = (PEMFixture.certificate, PEMFixture.certificate + PEMFixture.certificate)
        files.write("/ca", old)
        let authority = CertificateAuthority(
            file: "/ca", holding: Array(old.utf8), files.access, now: { [clock] in clock.now })
        #expect(authority.pem == Array(old.utf8))
        files.write("/ca", new)
        #expect(authority.pem == Array(new.utf8))
        files.write("/ca", "half of a certif")
        #expect(authority.pem == Array(new.utf8), "what is being written is not trusted yet")
        files.remove("/ca")
        #expect(authority.pem == Array(new.utf8))
        files.write("/ca", old)
        #expect(authority.pem == Array(old.utf8))
    }
}
