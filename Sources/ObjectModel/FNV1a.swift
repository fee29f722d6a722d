/// The hash FNV-1a of 64 bits, the same in every run: it tells texts apart and finds damage, and is no defence.
package struct FNV1a {
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    package init() {}

    package init(_ bytes: ArraySlice<UInt8>) { add(bytes) }

    package mutating func add(_ bytes: [UInt8]) { add(bytes[...]) }

    private mutating func add(_ bytes: ArraySlice<UInt8>) {
        value = bytes.reduce(value) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// Sixteen digits.
    package var hexText: String { value.hexText }
}

extension UInt64 {
    /// Sixteen small hexadecimal digits.
    package var hexText: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
