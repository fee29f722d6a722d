package import Glibc

/// One run of a program to its end.
package struct Command {
    package let status: Int32
    /// Standard output and standard error together.
    package let output: String

    /// A tool that a test needs is not there; the test says so instead of passing.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    /// Runs `words` in `directory`, with nothing of the caller's Git settings; fails unless it exits 0.
    @discardableResult
    package static func run(
        _ words: [String], in directory: String = "/", environment: [String: String] = [:], input: String = ""
    ) throws -> String {
        let command = try Command(words, in: directory, environment: environment, input: input)
        guard command.status == 0 else {
            throw Failure(description: "\(words.joined(separator: " ")): exit \(command.status): \(command.output)")
        }
        return command.output
    }

    package init(
        _ words: [String], in directory: String = "/", environment: [String: String] = [:], input: String = ""
    ) throws {
        let source = try namelessFile(holding: input)
        defer { close(source) }
        let answer = try namelessFile(holding: "")
        defer { close(answer) }
        let pid = try spawn(words, in: directory, environment: environment, input: source, output: answer)
        var result: Int32 = 0
        while waitpid(pid, &result, 0) < 0, errno == EINTR {}
        lseek(answer, 0, SEEK_SET)
        output = drain(answer)
        status = result & 0x7F == 0 ? (result >> 8) & 0xFF : -(result & 0x7F)
    }
}

/// Starts a program and returns its process id, which the caller waits for.
package func spawn(
    _ words: [String], in directory: String, environment: [String: String], input: Int32, output: Int32
) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, output, 2)
    let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    var settings = ["PATH": path, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C"]
    for who in ["AUTHOR", "COMMITTER"] {
        settings["GIT_\(who)_NAME"] = "Ada Lovelace"
        settings["GIT_\(who)_EMAIL"] = "ada@example.org"
        settings["GIT_\(who)_DATE"] = "1700000000 +0100"
    }
    settings.merge(environment) { $1 }
    var arguments: [UnsafeMutablePointer<CChar>?] =
        (["sh", "-c", "cd \"$0\" && exec \"$@\"", directory] + words)
        .map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = settings.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)  // the threads that run tests block SIGTERM, and what they start would inherit that
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var pid: pid_t = 0
    let failure = posix_spawnp(&pid, "sh", &actions, &attributes, &arguments, &variables)
    guard failure == 0 else {
        throw Command.Failure(description: "\(words[0]) cannot be started: \(String(cString: strerror(failure)))")
    }
    return pid
}

/// A deleted file that holds `text`, open for reading and writing from its beginning; no pipe, which a server that
/// another test starts at this moment could inherit and keep open.
private func namelessFile(holding text: String) throws -> Int32 {
    let name = "/tmp/git-source-tests.\(UInt64.random(in: 0 ... .max))"
    let file = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Command.Failure(description: "cannot make \(name)") }
    unlink(name)
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
        let count = bytes[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        guard count > 0 else { throw Command.Failure(description: "no room for the input") }
        written += count
    }
    lseek(file, 0, SEEK_SET)
    return file
}

/// All that can be read from `file`.
private func drain(_ file: Int32) -> String {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return String(decoding: all, as: UTF8.self) }
        all += buffer[..<count]
    }
}

/// A tool that must be installed, by its path; otherwise the test fails and says what to install.
package func requireTool(_ name: String, package: String) throws -> String {
    for directory in ["/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/", "/usr/lib/git-core/"] {
        if access(directory + name, X_OK) == 0 { return directory + name }
    }
    throw Command.Failure(description: "\(name) is not installed (hint: apt-get install \(package))")
}
