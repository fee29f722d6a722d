import ObjectModel
import Reconciler
import YAMLBridge

/// The YAML reader as the loader's parser.
struct YAMLManifestParser: ManifestParser {
    func parse(_ bytes: [UInt8], file: String) -> ParsedFile {
        let reading = YAMLReader.read(bytes, file: file)
        let failures = reading.errors.map { error in
            ReconcileError(
                .input, step: "read YAML", subject: error.location.description, detail: error.detail, hint: error.hint,
                location: error.location)
        }
        return ParsedFile(documents: reading.documents, failures: failures)
    }
}
