import Glibc
import Testing

/// A kubectl that knows directories as resources, which the one of the test-bed (1.20) does not.
enum Kubectl {
    static let path: String? = ["/usr/bin/kubectl", "/usr/local/bin/kubectl"].first { access($0, X_OK) == 0 }
    static let isThere = path != nil
    static let howTo: Comment = "no kubectl of 1.21 or later in /usr/bin or /usr/local/bin"
}
