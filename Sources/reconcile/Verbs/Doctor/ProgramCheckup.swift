import DriftReport
import Glibc
import Reconciler
import RenderTools

/// The program itself and where it keeps things.
struct ProgramCheckup {
    let terminal: Terminal

    var section: Checkup.Section {
        var section = Checkup.Section("Program")
        section.add("version", Judgement(.ok, "reconcile \(Reconcile.version)"))
        section.add("cache", cache)
        return section
    }

    /// Writes a file into the cache and removes it.
    private var cache: Judgement {
        guard let directory = CacheDirectory.path(terminal.variables) else {
            return Judgement(
                .warn, "no directory for the cache: everything is fetched and parsed each time",
                hint: "set HOME or XDG_CACHE_HOME to an absolute path")
        }
        LocalFile.makeDirectory(directory)
        let file = "\(directory)/doctor.\(getpid())"
        defer { unlink(file) }
        do {
            try LocalFile.write([0x0A], to: file)
            return Judgement(.ok, "\(directory) can be written")
        } catch {
            return Judgement(
                .warn, "\(directory) cannot be written: \(error.detail)",
                hint: "make it writable, or set XDG_CACHE_HOME to a directory that is")
        }
    }
}

/// The programs that render, as far as the repository needs them.
struct ToolCheckup {
    let terminal: Terminal

    func section(for environments: [EnvironmentUnderCheck]) async -> Checkup.Section {
        let rendered = environments.flatMap { $0.manifests?.rendered ?? [] }
        var section = Checkup.Section("Tools")
        for (format, names) in [(RenderedFormat.kustomization, ["kustomize", "kubectl"]), (.chart, ["helm"])] {
            let directories = Set(rendered.filter { $0.format == format }.map(\.directory))
            guard let first = directories.min() else { continue }
            let others = directories.count > 1 ? " and \(directories.count - 1) more" : ""
            let use = "for \(first.isEmpty ? "." : first)\(others)"
            section.add(names[0], await judgement(of: names, use: use))
        }
        if section.checks.isEmpty { section.add("none", Judgement(.ok, "the repository needs none")) }
        return section
    }

    /// The first of `names` that is installed, as the renderer chooses.
    private func judgement(of names: [String], use: String) async -> Judgement {
        let tools = RenderTools(terminal.variables)
        for name in names {
            guard let found = await tools.version(of: name) else { continue }
            guard let version = found.version else {
                return Judgement(
                    .warn, "\(found.program) does not tell its version, \(use)",
                    hint: "run '\(name) version' and see why")
            }
            return Judgement(.ok, "\(found.program) \(version), \(use)")
        }
        return Judgement(
            .fail, "\(names.joined(separator: " or ")) is not installed, \(use)",
            hint: "install \(names[0]), and let PATH lead to it")
    }
}
