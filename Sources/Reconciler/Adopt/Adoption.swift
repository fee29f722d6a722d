import Drift
package import ObjectModel

/// Takes the drift of a comparison into the files that it came from, and proves that it is gone then.
///
/// Nothing is written: the outcome holds the files as they would be. What an edit gives is loaded and rendered again,
/// so that one that another file or a kustomization overrides is found out.
package struct Adoption: Sendable {
    private let tree: any SourceTree
    private let parser: any ManifestParser
    private let editor: any ManifestEditor
    private let load: @Sendable (any SourceTree) async throws -> LoadedManifests

    /// `load` gives the manifests of the environment out of a tree like `tree`.
    package init(
        tree: any SourceTree, parser: any ManifestParser, editor: any ManifestEditor,
        load: @escaping @Sendable (any SourceTree) async throws -> LoadedManifests
    ) {
        self.tree = tree
        self.parser = parser
        self.editor = editor
        self.load = load
    }

    /// One file before and after.
    package struct EditedFile: Hashable, Sendable {
        package var path: String
        package var old: [UInt8]
        package var new: [UInt8]
        /// The lines of `old`, from 1, that may be shown beside a change; `nil` for all of them.
        package var visible: [ClosedRange<Int>]?
    }

    package struct Outcome: Sendable {
        /// By path; only files that change.
        package var files: [EditedFile] = []
        package var adopted: [AdoptionPlan.Entry] = []
        /// By object and path.
        package var skips: [AdoptionPlan.Skip] = []
        /// Other objects of the environment that the edits change.
        package var alsoChanged: [ObjectKey] = []
    }

    package func run(_ result: ComparisonResult, _ selection: AdoptSelection) async throws -> Outcome {
        let contents = try await contents(AdoptionPlan.files(of: result, selection))
        let parsed = contents.reduce(into: [:]) { $0[$1.key] = parser.parse($1.value, file: $1.key) }
        var plan = AdoptionPlan(result, selection, files: parsed)
        for (path, file) in parsed { plan.withdrawShowingSecrets(in: path, file, contents[path] ?? []) }
        while true {
            let edited = edit(&plan, contents)
            guard !edited.isEmpty else { return Outcome(skips: plan.sortedSkips) }
            let state = try await state(with: edited, like: result)
            let failed = Self.withoutEffect(plan, state)
            guard !failed.isEmpty else { return outcome(plan, edited, contents, parsed, from: result.state, to: state) }
            // Fewer entries each time, so this comes to an end.
            plan.withdraw(failed, "another file or a kustomization sets it after this one: edit it there")
        }
    }

    /// Those of `paths` that the tree has; what a tool only names as a source need not be a file.
    private func contents(_ paths: [String]) async throws -> [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        for path in paths {
            // A file that cannot be read has its objects skipped, with where they are said to stand.
            let listing = try? await tree.files(below: [path], isWanted: { _ in true }, isKnown: { _ in false })
            contents[path] = listing?.files.first { $0.path == path }?.content
        }
        return contents
    }

    /// The files after the edits of `plan`; entries that the editor refuses become skips.
    private func edit(_ plan: inout AdoptionPlan, _ contents: [String: [UInt8]]) -> [String: [UInt8]] {
        var edited: [String: [UInt8]] = [:]
        for (path, entries) in plan.entries {
            guard let bytes = contents[path] else { continue }
            do throws(ReconcileError) {
                let editing = try editor.edit(bytes, file: path, edits: entries.map(\.edit))
                for (place, error) in editing.refusals { plan.withdraw([entries[place]], "\(error)") }
                if editing.bytes != bytes { edited[path] = editing.bytes }
            } catch {
                plan.withdraw(Set(entries), "\(error)")
            }
        }
        return edited
    }

    // MARK: What the edits lead to

    private func state(with edited: [String: [UInt8]], like before: ComparisonResult) async throws -> DesiredState {
        let loaded = try await load(OverlayTree(tree, content: edited))
        let wasWhole = !before.findings.contains { $0.severity == .error }
        if wasWhole, let finding = loaded.findings.first(where: { $0.severity == .error }) {
            throw ReconcileError(
                .input, step: "read the edited files", subject: edited.keys.sorted().joined(separator: ", "),
                detail: finding.message, hint: "edit them by hand")
        }
        return before.state.rebuilt(from: loaded.manifests)
    }

    /// The entries whose field does not have the wanted value after all.
    private static func withoutEffect(_ plan: AdoptionPlan, _ state: DesiredState) -> Set<AdoptionPlan.Entry> {
        let objects = Dictionary(state.objects.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        return Set(
            plan.entries.values.joined().filter { entry in
                guard let value = objects[entry.key] else { return true }
                return PlaceInManifest(of: entry.path, in: value).value != entry.value
            })
    }

    private func outcome(
        _ plan: AdoptionPlan, _ edited: [String: [UInt8]], _ contents: [String: [UInt8]],
        _ parsed: [String: ParsedFile], from old: DesiredState, to new: DesiredState
    ) -> Outcome {
        let files = edited.sorted { $0.key < $1.key }.map { path, bytes in
            let documents = plan.entries[path, default: []].map(\.edit.document)
            let visible = parsed[path].flatMap { file in
                file.holdsSecret ? DocumentLines(contents[path] ?? []).around(documents, of: file) : nil
            }
            return EditedFile(path: path, old: contents[path] ?? [], new: bytes, visible: visible)
        }
        let adopted = plan.entries.values.joined().sorted { ($0.key, $0.path) < ($1.key, $1.path) }
        let known = Set(adopted.map(\.key))
        return Outcome(
            files: files, adopted: adopted, skips: plan.sortedSkips,
            alsoChanged: new.changedKeys(since: old).filter { !known.contains($0) })
    }
}
