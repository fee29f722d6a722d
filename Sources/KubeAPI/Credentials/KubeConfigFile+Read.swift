import ObjectModel
import YAMLBridge

extension KubeConfigFile {
    /// Bytes of one kubeconfig that are read; one with a thousand clusters has about 3 MiB.
    static let sizeLimit = 8 << 20

    /// The kubeconfig that `bytes` hold: the first document, as kubectl takes it; none is an empty configuration.
    ///
    /// Unknown members are ignored. `file` is what messages call it; see `KubeConfigOrigin.directory`.
    init(reading bytes: [UInt8], file: String, directory: String?) throws(KubeConfigError) {
        guard bytes.count <= Self.sizeLimit else {
            throw KubeConfigError(tooLarge: file)
        }
        let reading = YAMLReader.read(bytes, file: file)
        if let error = KubeConfigError(collecting: reading.errors.map(KubeConfigError.init(yaml:))) { throw error }
        self.init()
        if let document = reading.documents.first { self = try KubeConfigFile(document, directory: directory) }
    }

    init(_ document: SourceDocument, directory: String?) throws(KubeConfigError) {
        var fields = KubeConfigFields(document)
        if let root = fields.node(document.value, JSONPointer()) {
            Self.checkKind(root, &fields)
            currentContext = fields.text(root, "current-context")
            _ = fields.node(root, "preferences")
            clusters = Self.entries(root, directory, &fields)
            users = Self.entries(root, directory, &fields)
            contexts = Self.entries(root, directory, &fields)
        }
        if let error = KubeConfigError(collecting: fields.problems) { throw error }
    }

    /// `kind` and `apiVersion` may be left out, but not be others.
    private static func checkKind(_ root: KubeConfigFields.Node, _ fields: inout KubeConfigFields) {
        for (key, wanted) in [("apiVersion", "v1"), ("kind", "Config")] {
            let found = fields.text(root, key)
            guard !found.isEmpty, found != wanted else { continue }
            fields.note(
                .unsupported, root.pointer.appending(key), "\(key) is '\(found)', not '\(wanted)'",
                hint: "name a kubeconfig, such as 'kubectl config view --raw' prints")
        }
    }

    /// The named entries of one list; a name that stands there twice is an error, as it is for kubectl.
    private static func entries<Entry: KubeConfigEntry>(
        _ root: KubeConfigFields.Node, _ directory: String?, _ fields: inout KubeConfigFields
    ) -> [String: Entry] {
        var entries: [String: Entry] = [:]
        for item in fields.nodes(root, Entry.list) {
            let name = fields.text(item, "name")
            let empty = KubeConfigFields.Node(object: JSONObject(), pointer: item.pointer.appending(Entry.member))
            let node = fields.node(item, Entry.member) ?? empty
            let origin = KubeConfigOrigin(document: fields.document, pointer: node.pointer, directory: directory)
            let entry = Entry(origin, node, &fields)
            if entries.updateValue(entry, forKey: name) != nil {
                fields.note(
                    .duplicate, item.pointer, "\(Entry.list) has the name '\(name)' twice",
                    hint: "rename or remove one of them")
            }
        }
        return entries
    }
}

/// What a kubeconfig lists by name: `{name: …, <member>: {…}}`.
private protocol KubeConfigEntry {
    static var list: String { get }
    static var member: String { get }
    init(_ origin: KubeConfigOrigin, _ node: KubeConfigFields.Node, _ fields: inout KubeConfigFields)
}

extension KubeConfigFile.Cluster: KubeConfigEntry {
    fileprivate static let list = "clusters"
    fileprivate static let member = "cluster"

    /// The extension of a cluster that is handed to plugins (KEP-541).
    private static let pluginExtension = "client.authentication.k8s.io/exec"

    fileprivate init(
        _ origin: KubeConfigOrigin, _ node: KubeConfigFields.Node, _ fields: inout KubeConfigFields
    ) {
        self.origin = origin
        server = fields.text(node, "server")
        tlsServerName = fields.text(node, "tls-server-name")
        proxyURL = fields.text(node, "proxy-url")
        skipsVerification = fields.flag(node, "insecure-skip-tls-verify")
        certificateAuthority = fields.text(node, "certificate-authority")
        certificateAuthorityData = fields.data(node, "certificate-authority-data")
        for item in fields.nodes(node, "extensions") where fields.text(item, "name") == Self.pluginExtension {
            pluginConfiguration = item.object["extension"]
        }
    }
}

extension KubeConfigFile.User: KubeConfigEntry {
    fileprivate static let list = "users"
    fileprivate static let member = "user"

    fileprivate init(
        _ origin: KubeConfigOrigin, _ node: KubeConfigFields.Node, _ fields: inout KubeConfigFields
    ) {
        self.origin = origin
        clientCertificate = fields.text(node, "client-certificate")
        clientCertificateData = fields.data(node, "client-certificate-data")
        clientKey = fields.text(node, "client-key")
        clientKeyData = fields.data(node, "client-key-data")
        token = fields.text(node, "token")
        tokenFile = fields.text(node, "tokenFile")
        username = fields.text(node, "username")
        password = fields.text(node, "password")
        impersonation = KubeConfigFile.Impersonation(node, &fields)
        authProvider = fields.node(node, "auth-provider").map { fields.text($0, "name") }
        plugin = fields.node(node, "exec").map { KubeConfigFile.Plugin($0, &fields) }
    }
}

extension KubeConfigFile.Impersonation {
    fileprivate init(_ node: KubeConfigFields.Node, _ fields: inout KubeConfigFields) {
        user = fields.text(node, "as")
        uid = fields.text(node, "as-uid")
        groups = fields.texts(node, "as-groups")
        if let map = fields.node(node, "as-user-extra") { extra = fields.textLists(map) }
    }
}

extension KubeConfigFile.Plugin {
    fileprivate init(_ node: KubeConfigFields.Node, _ fields: inout KubeConfigFields) {
        command = fields.text(node, "command")
        arguments = fields.texts(node, "args")
        for variable in fields.nodes(node, "env") {
            environment.append(.init(name: fields.text(variable, "name"), value: fields.text(variable, "value")))
        }
        apiVersion = fields.text(node, "apiVersion")
        installHint = fields.text(node, "installHint")
        interactiveMode = fields.text(node, "interactiveMode")
        wantsClusterInfo = fields.flag(node, "provideClusterInfo")
    }
}

extension KubeConfigFile.Context: KubeConfigEntry {
    fileprivate static let list = "contexts"
    fileprivate static let member = "context"

    fileprivate init(
        _ origin: KubeConfigOrigin, _ node: KubeConfigFields.Node, _ fields: inout KubeConfigFields
    ) {
        self.origin = origin
        cluster = fields.text(node, "cluster")
        user = fields.text(node, "user")
        namespace = fields.text(node, "namespace")
    }
}

extension KubeConfigError {
    init(tooLarge file: String) {
        self.init(
            .tooLarge, .readFile, file, "it is larger than \(KubeConfigFile.sizeLimit >> 20) MiB",
            hint: "name a kubeconfig; 'kubectl config view --minify --flatten' writes a small one")
    }

    /// The same error without what the reader quotes of the text: a password that begins with `*`, `!` or `&` is an
    /// alias, a tag or an anchor to YAML, and must not be repeated.
    fileprivate init(yaml error: YAMLError) {
        let code: Code = if case .tooLarge = error.code { .tooLarge } else { .malformed }
        let detail =
            switch error.code {
            case .unknownAlias, .cyclicAlias: "a value that begins with '*' is an alias that cannot be followed"
            case .unknownTag: "a value that begins with '!' has an unknown tag"
            case .unsupportedValue: "a value is not of the type that its tag says, or has no JSON form"
            case .unsupportedKey: "a key is neither a string nor a number"
            default: error.detail
            }
        self.init(code, .readFile, error.location.description, detail, hint: error.hint)
    }
}
