package import Drift
package import ObjectModel

/// When an object is applied, beside the order of kinds: lower waves first, and a failed wave stops later ones.
///
/// Read from `reconcile.dev/wave`, else from Argo CD's `argocd.argoproj.io/sync-wave`; without either it is 0. Flux
/// has no waves inside one Kustomization. `config.kubernetes.io/depends-on` is not read: it names single objects, for
/// which order by kind and wave is enough, and it can form circles.
package struct SyncWave: Hashable, Sendable {
    /// Within 32 bits, may be negative.
    package let number: Int
    /// What said so; `nil` for 0 by default.
    package let source: AnnotationValue?
    /// A value that is no number; the wave is then 0, as for Argo CD.
    package let finding: Finding?

    private static let names = ["reconcile.dev/wave", "argocd.argoproj.io/sync-wave"]

    package init(of object: JSONValue) {
        let annotations = ObjectAnnotations(object)
        source = Self.names.lazy.compactMap { annotations[$0] }.first
        // `Int32.init` takes what Go's `Atoi` takes: a sign and digits.
        let written = source.flatMap { Int32($0.value) }
        number = Int(written ?? 0)
        finding =
            written == nil
            ? source?.finding("wave 0 is taken", hint: "write a whole number in quotes, such as \"-1\" or \"5\"") : nil
    }
}
