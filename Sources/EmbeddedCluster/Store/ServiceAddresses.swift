/// The addresses and ports that Services are given: 10.96.0.0/16 and 30000 to 32767, in order.
struct ServiceAddresses: Sendable {
    private var nextAddress = 10
    private var nextPort = 30_000

    /// An address that `isTaken` does not know; `nil` when there is none left.
    mutating func address(isTaken: (String) -> Bool) -> String? {
        for _ in 0..<65_000 {
            let text = "10.96.\(nextAddress / 250).\(nextAddress % 250 + 1)"
            nextAddress = (nextAddress + 1) % 62_000
            if !isTaken(text) { return text }
        }
        return nil
    }

    mutating func port(isTaken: (Int64) -> Bool) -> Int64? {
        for _ in 0..<2_768 {
            let port = Int64(nextPort)
            nextPort = nextPort == 32_767 ? 30_000 : nextPort + 1
            if !isTaken(port) { return port }
        }
        return nil
    }
}
