/// Takes what is or looks like a secret out of another program's words, so that these can be shown.
///
/// Rather too much than too little: a masked host name costs a look into the plugin's own log, a shown token the cluster.
struct SecretMask: Sendable, Masked {
    /// Longest first, so that one that is part of another leaves nothing of it.
    private let known: [[UInt8]]

    /// `secrets` are masked in plain, in base64 and in hexadecimal; ones too short to be told from words are not.
    init(_ secrets: [String]) {
        let texts = secrets.filter { $0.utf8.count >= 6 }.map { Array($0.utf8) }
        known = texts.flatMap { [$0, Array(Base64Text.encode($0).utf8.prefix { $0 != UInt8(ascii: "=") }), hex($0)] }
            .sorted { $0.count > $1.count }
    }

    func mask(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for secret in known { bytes = replacing(secret, in: bytes) }
        var lines: [String] = []
        var isInKey = false
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let text = String(decoding: line, as: UTF8.self)
            if text.contains("-----BEGIN ") { isInKey = true }
            lines.append(isInKey ? Self.mark : maskedWords(of: text))
            if text.contains("-----END ") { isInKey = false }
        }
        return lines.joined(separator: "\n")
    }

    private static let mark = "***"
    private static let tellingWords = ["token", "password", "passwd", "secret", "bearer", "authorization", "key"]

    /// A word is masked for what it looks like, or for what stands before it: `token: x`, `--secret=x`, `Bearer x`.
    private func maskedWords(of line: String) -> String {
        var result = ""
        var word = ""
        var isTold = false
        func flush() {
            guard !word.isEmpty else { return }
            result += isTold || looksSecret(word) ? Self.mark : word
            isTold = Self.tellingWords.contains { word.lowercased().hasSuffix($0) }
            word = ""
        }
        for character in line {
            if character == " " || character == "\t" || "\"'`,;:=(){}[]<>|&?".contains(character) {
                // The '=' that ends base64 belongs to no word; what it told of is still to come.
                let told = isTold && word.isEmpty
                flush()
                isTold = isTold || told
                result.append(character)
            } else {
                word.append(character)
            }
        }
        flush()
        return result
    }

    private func looksSecret(_ word: String) -> Bool {
        if word.hasPrefix("eyJ") || word.hasPrefix("k8s-aws-v1.") || word.hasPrefix("ya29.") { return true }
        let isPath = word.hasPrefix("/") || word.hasPrefix("./") || word.hasPrefix("~")
        return word.utf8.count >= 32 && !isPath && word.utf8.contains { (48...57).contains($0) }
            && word.utf8.contains { (65...90).contains($0 & ~0x20) }
    }
}

private func hex(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
}

private func replacing(_ secret: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    guard let first = secret.first, bytes.count >= secret.count else { return bytes }
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
        if bytes[index] == first, bytes[index...].starts(with: secret) {
            result += "***".utf8
            index += secret.count
        } else {
            result.append(bytes[index])
            index += 1
        }
    }
    return result
}
