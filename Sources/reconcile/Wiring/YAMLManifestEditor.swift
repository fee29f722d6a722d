import ObjectModel
import Reconciler
import YAMLBridge

/// The YAML editor as the adoption's editor.
struct YAMLManifestEditor: ManifestEditor {
    func edit(_ bytes: [UInt8], file: String, edits: [DocumentEdit]) throws(ReconcileError) -> ManifestEditing {
        do throws(YAMLEditError) {
            let result = try YAMLEditor.edit(bytes, file: file, edits: edits)
            return ManifestEditing(bytes: result.bytes, refusals: result.refusals.mapValues(Self.error))
        } catch {
            throw Self.error(error)
        }
    }

    private static func error(_ error: YAMLEditError) -> ReconcileError {
        ReconcileError(
            .input, step: "edit", subject: error.location.description, detail: error.detail, hint: error.hint,
            location: error.location)
    }
}
