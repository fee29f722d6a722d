/// The label that says which environment applied an object; ours, and never compared.
package enum OwnershipLabel {
    package static let key = "reconcile.dev/environment"
}
