/// What every transfer to one server has in common.
struct TransportSettings: Sendable {
    let address: ServerAddress
    let tlsServerName: String?
    let proxyURL: String?
    let userAgent: String
    /// Ask for gzip. Off by default: between machines of one data centre it costs more time than it saves.
    let compresses: Bool

    /// The connections that ordinary requests may have at once; HTTP/2 needs one.
    static let connectionLimit = 8
    /// The ordinary requests under way at once. libcurl puts so many on one HTTP/2 connection before the server has said
    /// how many it takes, and would make further connections for more.
    static let requestLimit = 100

    init(_ connection: ClusterConnection, userAgent: String, compresses: Bool) throws(KubeError) {
        address = try ServerAddress(url: connection.server)
        tlsServerName = connection.tlsServerName.flatMap { $0.isEmpty ? nil : $0 }
        proxyURL = connection.proxyURL.flatMap { $0.isEmpty ? nil : $0 }
        self.userAgent = userAgent
        self.compresses = compresses
    }
}
