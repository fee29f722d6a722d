import ObjectModel

/// Builds values from simdjson's tape, front to back. Lives no longer than the call that made it.
///
/// Each word has its type in the top byte and a payload in the other 56 bits; numbers take the word after.
@safe struct TapeReader {
    private let tape: UnsafePointer<UInt64>
    private let strings: UnsafePointer<UInt8>
    private var index: Int

    /// `index` is the word to begin with; the tape must be one that simdjson finished.
    @unsafe init(tape: UnsafePointer<UInt64>, strings: UnsafePointer<UInt8>, index: Int) {
        unsafe self.tape = unsafe tape
        unsafe self.strings = unsafe strings
        self.index = index
    }

    private var type: UInt8 { unsafe UInt8(truncatingIfNeeded: tape[index] >> 56) }
    private var payload: Int { unsafe Int(truncatingIfNeeded: tape[index] & 0x00FF_FFFF_FFFF_FFFF) }

    mutating func enter(_ bracket: UInt8) -> Bool { skip(bracket) }
    mutating func leave(_ bracket: UInt8) -> Bool { skip(bracket) }

    private mutating func skip(_ bracket: UInt8) -> Bool {
        guard type == bracket else { return false }
        index += 1
        return true
    }

    mutating func next() -> JSONValue {
        switch type {
        case UInt8(ascii: "{"): return .object(nextObject())
        case UInt8(ascii: "["): return .array(nextArray())
        case UInt8(ascii: "\""): return .string(nextString())
        case UInt8(ascii: "l"): return .integer(Int64(bitPattern: nextNumber()))
        case UInt8(ascii: "u"): return JSONValue(exactly: nextNumber())
        case UInt8(ascii: "d"): return .double(Double(bitPattern: nextNumber()))
        case UInt8(ascii: "t"): return nextLiteral(.bool(true))
        case UInt8(ascii: "f"): return nextLiteral(.bool(false))
        default: return nextLiteral(.null)
        }
    }

    mutating func nextString() -> String {
        let start = unsafe strings + payload
        let length = unsafe UnsafeRawPointer(start).loadUnaligned(as: UInt32.self)
        index += 1
        return unsafe String(decoding: UnsafeBufferPointer(start: start + 4, count: Int(length)), as: UTF8.self)
    }

    private mutating func nextNumber() -> UInt64 {
        let bits = unsafe tape[index + 1]
        index += 2
        return bits
    }

    private mutating func nextLiteral(_ value: JSONValue) -> JSONValue {
        index += 1
        return value
    }

    private mutating func nextArray() -> [JSONValue] {
        var elements: [JSONValue] = []
        elements.reserveCapacity(childCount)
        index += 1
        while !skip(UInt8(ascii: "]")) { elements.append(next()) }
        return elements
    }

    private mutating func nextObject() -> JSONObject {
        var members: [JSONObject.Member] = []
        members.reserveCapacity(childCount)
        index += 1
        while !skip(UInt8(ascii: "}")) {
            let key = nextString()
            members.append(.init(key: key, value: next()))
        }
        return JSONObject(uniqueMembers: members)
    }

    /// Bits 32 to 55 of an opening word hold the count, saturated at 2²⁴ - 1.
    private var childCount: Int { payload >> 32 }
}
