import Drift
import ObjectModel

/// The manifest in a file that an object comes from.
struct SourceManifest {
    let manifest: Manifest
    /// Among the documents of the file.
    let document: Int
    /// The document, a List, has a Secret beside the object.
    let holdsSecret: Bool
    /// The file says exactly what is applied; otherwise a kustomization or a chart had a hand in it.
    private let isPlain: Bool

    /// `nil` where no manifest stands at `location`.
    init?(of object: DesiredObject, at location: SourceLocation, in file: ParsedFile) {
        for (number, document) in file.documents.enumerated() {
            let manifests = ManifestReader.manifests(of: document).manifests
            guard let found = manifests.first(where: { $0.location == location && $0.kind == object.kind }) else {
                continue
            }
            manifest = found
            self.document = number
            holdsSecret = manifests.contains { $0.kind.group.isEmpty && $0.kind.kind == "Secret" }
            isPlain = found.value == object.value
            return
        }
        return nil
    }

    /// Why `change` cannot be taken over by an edit of this manifest alone; `nil` where it can.
    ///
    /// `rendered` is the object as it is applied.
    func foreignness(of change: FieldChange, in rendered: JSONValue) -> String? {
        guard !isPlain else { return nil }
        let place = change.location?.description ?? manifest.location.description
        if let location = change.location, location.file != manifest.document.map.file {
            return "a kustomization or a chart takes it from \(place): edit it there"
        }
        guard rendered.value(at: change.path) == manifest.value.value(at: change.path) else {
            return "a kustomization or a chart sets another value than \(place): edit what sets it"
        }
        return nil
    }
}
