import ObjectModel

/// Where an entry of a kubeconfig stands. Holds the whole document to find a line only when one is asked for.
struct KubeConfigOrigin: Sendable, Masked {
    let document: SourceDocument
    let pointer: JSONPointer
    /// The absolute directory that relative paths start from; `nil` where files may not be named at all.
    let directory: String?

    /// `file:line:column` of the member at `path` below the entry, or of what of it there is.
    func place(_ path: String...) -> String {
        document.location(of: JSONPointer(pointer.tokens + path)).description
    }
}

/// A kubeconfig, or several merged: `k8s.io/client-go/tools/clientcmd/api/v1`.
struct KubeConfigFile: Sendable, Masked {
    struct Cluster: Sendable, Masked {
        var origin: KubeConfigOrigin
        var server = ""
        var tlsServerName = ""
        var proxyURL = ""
        var skipsVerification = false
        var certificateAuthority = ""
        var certificateAuthorityData: [UInt8] = []
        /// The extension that is meant for credential plugins.
        var pluginConfiguration: JSONValue?
    }

    struct User: Sendable, Masked {
        var origin: KubeConfigOrigin
        var clientCertificate = ""
        var clientCertificateData: [UInt8] = []
        var clientKey = ""
        var clientKeyData: [UInt8] = []
        var token = ""
        var tokenFile = ""
        var username = ""
        var password = ""
        var impersonation = Impersonation()
        /// The name of the legacy provider, which may be empty.
        var authProvider: String?
        var plugin: Plugin?
    }

    struct Impersonation: Hashable, Sendable {
        var user = ""
        var uid = ""
        var groups: [String] = []
        var extra: [String: [String]] = [:]
    }

    /// The `exec` of a user.
    struct Plugin: Sendable, Masked {
        var command = ""
        var arguments: [String] = []
        var environment: [Variable] = []
        var apiVersion = ""
        var installHint = ""
        var interactiveMode = ""
        var wantsClusterInfo = false
    }

    struct Variable: Hashable, Sendable, Masked {
        var name: String
        var value: String
    }

    struct Context: Sendable, Masked {
        var origin: KubeConfigOrigin
        var cluster = ""
        var user = ""
        var namespace = ""
    }

    var clusters: [String: Cluster] = [:]
    var users: [String: User] = [:]
    var contexts: [String: Context] = [:]
    var currentContext = ""

    /// Takes from `next` what is not there yet. An entry is taken whole: two files' entries of one name never mix.
    mutating func merge(_ next: KubeConfigFile) {
        clusters.merge(next.clusters) { first, _ in first }
        users.merge(next.users) { first, _ in first }
        contexts.merge(next.contexts) { first, _ in first }
        if currentContext.isEmpty { currentContext = next.currentContext }
    }
}
