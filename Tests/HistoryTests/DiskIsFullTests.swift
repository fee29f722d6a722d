import Glibc
import History
import ObjectModel
import Testing

/// A full disk costs nothing but time: the rows wait, the file stays whole, and all are stored when there is room.
@Suite(.timeLimit(.minutes(5))) struct DiskIsFullTests {
    /// In a process of its own, whose limit for the size of a file stands for the disk.
    @Test(arguments: [16_384, 100_000, 400_000]) func rowsWaitForRoom(_ limit: Int) async throws {
        let database = try await Backend.sqlite.make()
        await #expect(processExitsWith: .success) { [path = database.text as String, limit = limit as Int] in
            signal(SIGXFSZ, SIG_IGN)
            Self.limitFiles(to: limit)
            // SQLite says "disk I/O error" for this limit, and "full" only for a disk that is.
            try await Self.fillAndMakeRoom(path, codes: [.full, .unavailable]) { Self.limitFiles(to: .max) }
        }
        #expect(
            try await database.query("SELECT count(*) FROM reconcile_actions; PRAGMA integrity_check") == "2001\nok")
    }

    @Test(
        .enabled(if: geteuid() == 0, "only root may mount a small file system"), arguments: [8_192, 150_000, 600_000])
    func rowsWaitForRoomOnAVolume(_ room: Int) async throws {
        let volume = try await Volume(bytes: 8 << 20)
        let filler = "\(volume.path)/filler"
        try Scratch.write(String(repeating: "x", count: (8 << 20) - room), to: filler)
        let path = "\(volume.path)/history.db"
        try await Self.fillAndMakeRoom(path, codes: [.full]) { unlink(filler) }
        let answer = try await Command.run(
            ["sqlite3", path, "SELECT count(*) FROM reconcile_actions; PRAGMA integrity_check"])
        #expect(answer == "2001\nok")
    }

    /// Hands more over than there is room for, makes room when the writer has noticed, and waits for all of it.
    private static func fillAndMakeRoom(
        _ path: String, codes: [HistoryError.Code], makeRoom: () -> Void
    ) async throws {
        let events = Events()
        var settings = HistoryWriter.Settings()
        settings.shortestPause = .milliseconds(10)
        settings.longestPause = .milliseconds(50)
        settings.onEvent = events.add
        var options = HistoryOptions()
        options.onEvent = events.add
        let writer = HistoryWriter(try HistoryAddress(path).store(options), settings)
        let running = Task { await writer.run() }
        for number in 0..<2_000 { writer.record(.action(Sample.action("\(number)"))) }
        #expect(await holds { writer.counts.failures > 2 })
        makeRoom()
        try await writer.acknowledged(.action(Sample.action("last")))
        running.cancel()
        await running.value
        #expect(writer.counts.stored == 2_001 && writer.counts.dropped == 0)
        for case .lost(let error, _, _, _) in events.all { #expect(codes.contains(error.code), "\(error)") }
        #expect(!events.reasons.contains("HistoryMovedAside"))
    }

    private static func limitFiles(to bytes: Int) {
        var limits = rlimit()
        getrlimit(__rlimit_resource_t(1), &limits)  // RLIMIT_FSIZE
        limits.rlim_cur = min(rlim_t(bytes), limits.rlim_max)
        setrlimit(__rlimit_resource_t(1), &limits)
    }
}

/// A small file system in memory, for as long as it is used.
private final class Volume {
    let path: String

    init(bytes: Int) async throws {
        path = try Scratch().path
        try await Command.run(["mount", "-t", "tmpfs", "-o", "size=\(bytes)", "none", path])
    }

    deinit { _ = try? Command(["umount", "--lazy", path]) }
}
