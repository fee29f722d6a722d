extension String {
    /// This text on one line and without control characters, which a terminal would obey; cut to `limit` scalars.
    ///
    /// Controls, and the marks that reorder what follows them (Unicode bidirectional controls), become `\u{1b}`.
    package func printable(limit: Int = .max) -> String {
        var result = ""
        for (count, scalar) in unicodeScalars.enumerated() {
            guard count < limit else { return result + "…" }
            switch scalar.value {
            case 0x09, 0x0A, 0x0D: result += " "
            case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069:
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
