/// A certificate, a key or a CA as a kubeconfig gives it: inline or by file.
enum CredentialPart: Sendable, Masked {
    case none
    case data([UInt8])
    /// An absolute path.
    case file(String)
    case both
    /// A file, where the kubeconfig may not name any.
    case foreignFile

    enum Problem: Error, Hashable {
        case givenTwice
        case foreignFile
        case unreadable(path: String, FileFailure)
        case unusable(String)
    }

    init(file: String, data: [UInt8], origin: KubeConfigOrigin) {
        switch (file.isEmpty, data.isEmpty) {
        case (true, true): self = .none
        case (true, false): self = .data(data)
        case (false, false): self = .both
        case (false, true):
            self = origin.directory.map { .file(FilePath.resolve(file, in: $0)) } ?? .foreignFile
        }
    }

    /// What it holds now; `nil` for `none`.
    func bytes(_ files: FileAccess) throws(Problem) -> [UInt8]? {
        switch self {
        case .none: return nil
        case .data(let bytes): return bytes
        case .both: throw .givenTwice
        case .foreignFile: throw .foreignFile
        case .file(let path):
            do throws(FileFailure) {
                return try files.read(path, CredentialFile.sizeLimit)
            } catch {
                throw .unreadable(path: path, error)
            }
        }
    }
}

extension KubeConfigError {
    /// `key` is the member that names a file; with `-data` after it, the one that has it inline.
    init(
        _ problem: CredentialPart.Problem, of key: String, _ step: Step, _ name: String, _ origin: KubeConfigOrigin,
        hint: String
    ) {
        switch problem {
        case .givenTwice:
            self.init(
                .conflictingValues, step, name, "\(key) and \(key)-data are both set (\(origin.place(key)))",
                hint: "remove one of them")
        case .foreignFile:
            self.init(
                .unsupported, step, name, "\(key) names a file of this process (\(origin.place(key)))",
                hint: "put its content inline; 'kubectl config view --minify --flatten --raw' does")
        case .unreadable(let path, let failure):
            self.init(
                failure == .missing ? .fileMissing : .fileUnreadable, step, name,
                "\(key) '\(path)' cannot be read: \(failure.detail) (\(origin.place(key)))",
                hint: "check the path; a relative one starts at the kubeconfig's directory")
        case .unusable(let detail):
            self.init(.malformed, step, name, "\(key) cannot be used: \(detail) (\(origin.place()))", hint: hint)
        }
    }
}
