import ObjectModel

/// An Ingress is done once it exists, unless its controller reports an error on one of its ports.
///
/// As kstatus. Argo CD waits for an address in the status, which many controllers never write, so that there an Ingress
/// that serves may be progressing for ever. `ports[].error` is of networking.k8s.io/v1.
enum IngressHealth {
    static func health(of live: JSONValue) -> Health {
        for address in live["status"]?["loadBalancer"]?["ingress"]?.array ?? [] {
            for port in address["ports"]?.array ?? [] {
                guard let error = port["error"]?.string, !error.isEmpty else { continue }
                return .waiting("port \(port["port"]?.integer ?? 0): \(error)")
            }
        }
        return .done
    }
}
