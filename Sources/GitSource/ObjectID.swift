internal import CGit2

/// The SHA-1 name of a Git object, in 20 bytes.
package struct ObjectID: Hashable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let middle: UInt64
    private let low: UInt32

    /// Reads exactly 40 hexadecimal digits, of either case; anything else is nil.
    package init?(hex: String) {
        let digits = Array(hex.utf8)
        guard digits.count == 40 else { return nil }
        var nibbles: [UInt8] = []
        nibbles.reserveCapacity(40)
        for digit in digits {
            guard let nibble = Character(UnicodeScalar(digit)).hexDigitValue else { return nil }
            nibbles.append(UInt8(nibble))
        }
        self.init { nibbles[2 * $0] << 4 | nibbles[2 * $0 + 1] }
    }

    init(copying id: git_oid) {
        var id = id
        self = unsafe withUnsafeBytes(of: &id) { bytes in ObjectID { unsafe bytes[$0] } }
    }

    init(_ byte: (Int) -> UInt8) {
        high = (0..<8).reduce(0) { $0 << 8 | UInt64(byte($1)) }
        middle = (8..<16).reduce(0) { $0 << 8 | UInt64(byte($1)) }
        low = (16..<20).reduce(0) { $0 << 8 | UInt32(byte($1)) }
    }

    /// The form that libgit2 takes.
    var raw: git_oid {
        var id = git_oid()
        unsafe withUnsafeMutableBytes(of: &id) { bytes in
            for index in 0..<20 { unsafe bytes[index] = self[index] }
        }
        return id
    }

    private subscript(index: Int) -> UInt8 {
        switch index {
        case 0..<8: UInt8(truncatingIfNeeded: high >> UInt64(8 * (7 - index)))
        case 8..<16: UInt8(truncatingIfNeeded: middle >> UInt64(8 * (15 - index)))
        default: UInt8(truncatingIfNeeded: low >> UInt32(8 * (19 - index)))
        }
    }

    /// 40 lower-case hexadecimal digits.
    package var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return unsafe String(unsafeUninitializedCapacity: 40) { buffer in
            for index in 0..<20 {
                unsafe buffer[2 * index] = digits[Int(self[index] >> 4)]
                unsafe buffer[2 * index + 1] = digits[Int(self[index] & 15)]
            }
            return 40
        }
    }
}

/// The name of a commit.
package struct CommitID: Hashable, Sendable, CustomStringConvertible {
    package let object: ObjectID

    package init(_ object: ObjectID) { self.object = object }

    /// Reads exactly 40 hexadecimal digits.
    package init?(hex: String) {
        guard let object = ObjectID(hex: hex) else { return nil }
        self.object = object
    }

    package var description: String { object.description }

    /// The first ten digits, as people read them.
    package var short: String { String(object.description.prefix(10)) }
}

/// The name of a file's content; equal content has an equal name, so it keys every cache of what was read.
package struct BlobID: Hashable, Sendable, CustomStringConvertible {
    package let object: ObjectID

    package init(_ object: ObjectID) { self.object = object }

    package var description: String { object.description }
}
