/// A directory to render, with all that the tool is to see.
package struct RenderJob: Sendable {
    package enum Format: Hashable, Sendable {
        case kustomization
        /// Both names have been checked: they are arguments of helm's.
        case chart(release: String, namespace: String)
    }

    package struct File: Sendable {
        /// From the root, with `/`.
        package var path: String
        package var content: [UInt8]

        package init(path: String, content: [UInt8]) {
            self.path = path
            self.content = content
        }
    }

    package var format: Format
    /// From the root; empty for the root itself.
    package var directory: String
    package var files: [File]

    package init(_ format: Format, directory: String, files: [File]) {
        self.format = format
        self.directory = directory
        self.files = files
    }

    /// For messages.
    var shownDirectory: String { directory.isEmpty ? "." : directory }
}
