import ObjectModel

/// A Service is done once it exists, but for one of type LoadBalancer, which needs its address.
///
/// As Argo CD. kstatus looks only for the cluster IP, which the API server gives at once; an address is what this type
/// is asked for, and a cluster without anything that gives one is told so when the deadline is over.
enum ServiceHealth {
    static func health(of live: JSONValue) -> Health {
        guard live["spec"]?["type"]?.string == "LoadBalancer" else { return .done }
        let addresses = live["status"]?["loadBalancer"]?["ingress"]?.array ?? []
        if !addresses.isEmpty { return .done }
        let loadBalancerClass = live["spec"]?["loadBalancerClass"]?.string.map { " of class \($0)" } ?? ""
        return .waiting("no load balancer\(loadBalancerClass) has given it an address yet")
    }
}
