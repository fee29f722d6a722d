import ObjectModel
import Testing

/// Amounts, durations and times that a person writes differently and means the same compare equal, and no others.
@Suite struct ComparedByMeaningTests {
    @Test(arguments: [
        ("1000m", "1"), ("0.1", "100m"), ("3072Mi", "3Gi"), ("1e3", "1k"), ("1E3", "1000"), ("1.5Gi", "1536Mi"),
        ("0", "0Gi"), ("-1000m", "-1"), ("1u", "1000n"), (".5", "500m"), ("5.", "5"), ("+1", "1"),
        ("0.0000000001", "1n"), ("100E", "9223372036854775807"), ("1E", "1000P"), ("0.5", "500m"),
    ])
    func sameQuantity(_ left: String, _ right: String) throws {
        #expect(try #require(Quantity(left)) == #require(Quantity(right)))
    }

    @Test(arguments: [("1G", "1Gi"), ("1m", "1M"), ("100m", "0.11"), ("1", "-1"), ("1Ki", "1k")])
    func otherQuantity(_ left: String, _ right: String) throws {
        #expect(try #require(Quantity(left)) != #require(Quantity(right)))
    }

    @Test(arguments: ["", "m", "1 Gi", "1gi", "1KiB", "0x10", "1e", "--1", "1.2.3", ".", "1e99999999999", "NaN"])
    func noQuantity(_ text: String) { #expect(Quantity(text) == nil) }

    @Test func quantitiesAreOrderedByAmount() throws {
        let sorted = ["-1", "0", "1n", "999m", "1", "1k", "1Ki", "1Ei", "100E"].compactMap { Quantity($0) }
        #expect(sorted == sorted.sorted() && sorted.count == 9)
    }

    @Test(arguments: [("8760h", "8760h0m0s"), ("1.5h", "90m"), ("1m30s", "90s"), ("0", "0s"), ("-1s", "-1000ms")])
    func sameDuration(_ left: String, _ right: String) throws {
        #expect(try #require(GoDuration(left)) == #require(GoDuration(right)))
    }

    @Test(arguments: ["", "1", "h", "1 h", "1d", "9999999999h", "1h-", "."])
    func noDuration(_ text: String) { #expect(GoDuration(text) == nil) }

    @Test(arguments: [
        ("2024-01-01T02:00:00+02:00", "2024-01-01T00:00:00Z"), ("2024-02-29T00:00:00.000Z", "2024-02-29T00:00:00Z"),
    ])
    func sameInstant(_ left: String, _ right: String) throws {
        #expect(try #require(Timestamp(left)) == #require(Timestamp(right)))
    }

    @Test(arguments: [
        ("kubectl*", "kubectl-edit", true), ("*", "", true), ("a*b*c", "aXbYc", true),
        ("a*b*c", "aXc", false), ("ab", "ab", true), ("ab*ba", "aba", false), ("", "x", false),
    ])
    func globs(_ pattern: String, _ text: String, _ expected: Bool) {
        #expect(Glob(pattern).matches(text) == expected)
    }
}
