extension KubeConfig {
    /// Takes `bytes` as a kubeconfig from elsewhere and chooses each of its contexts; no file is read and no program
    /// run. For fuzzing: the result is whether any context could be used.
    package static func survives(_ bytes: [UInt8]) -> Bool {
        let files = FileAccess(
            read: { (_, _) throws(FileFailure) in throw .missing }, stamp: { _ in nil }, isExecutable: { _ in false })
        let environment = KubeConfigEnvironment(variables: [:], files: files, workingDirectory: "/", now: { .zero })
        var options = KubeConfigOptions(source: .bytes(bytes, name: "fuzz"))
        // Errors are answers; what must not happen is that the process ends.
        var names = (try? contexts(options, environment: environment)) ?? []
        names.append("")
        var isUsable = false
        for name in names.prefix(64) {
            options.context = name
            do throws(KubeConfigError) {
                isUsable = try !load(options, environment: environment).server.isEmpty || isUsable
            } catch {
                precondition(!error.description.isEmpty)
            }
        }
        return isUsable
    }
}
