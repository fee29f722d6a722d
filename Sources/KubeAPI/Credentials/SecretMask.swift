import ObjectModel

/// Takes what is or looks like a secret out of another program's words, so that these can be shown.
///
/// Rather too much than too little: a masked host name costs a look into the plugin's own log, a shown token the cluster.
struct SecretMask: Sendable, Masked {
    private let known: MaskedWords

    /// `secrets` are masked in plain, in base64 and in hexadecimal; ones too short to be told from words are not.
    init(_ secrets: [String]) {
        let texts = secrets.filter { $0.utf8.count >= 6 }.map { Array($0.utf8) }
        known = MaskedWords(texts.flatMap { [$0, Array(Base64.encode($0, isPadded: false).utf8), hex($0)] })
    }

    func mask(_ text: String) -> String {
        var lines: [String] = []
        var isInKey = false
        for line in known.masked(text).utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let text = String(Substring(line))
            if text.contains("-----BEGIN ") { isInKey = true }
            lines.append(isInKey ? Self.mark : maskedWords(of: text))
            if text.contains("-----END ") { isInKey = false }
        }
        return lines.joined(separator: "\n")
    }

    private static let mark = "***"
    /// What a name ends in whose value is masked: `token: x`, `--client-secret=x`.
    private static let tellingNames = ["token", "password", "passwd", "secret", "authorization", "key"]
    /// Words that the secret follows without a sign between.
    private static let tellingWords = ["bearer", "basic"]

    /// What the words so far say of the one to come.
    private enum Expectation { case nothing, valueAfterSign, secret }

    /// A word is masked for what it looks like, or for what stands before it.
    private func maskedWords(of line: String) -> String {
        var result = ""
        var word = ""
        var expectation = Expectation.nothing
        func flush() {
            guard !word.isEmpty else { return }
            result += expectation == .secret || looksSecret(word) ? Self.mark : word
            expectation = Self.expectation(after: word.lowercased())
            word = ""
        }
        for character in line {
            if character.isWhitespace || "\"'`,;:=(){}[]<>|&?".contains(character) {
                flush()
                if character == ":" || character == "=", expectation == .valueAfterSign { expectation = .secret }
                result.append(character)
            } else {
                word.append(character)
            }
        }
        flush()
        return result
    }

    private static func expectation(after word: String) -> Expectation {
        if tellingWords.contains(word) { return .secret }
        guard tellingNames.contains(where: word.hasSuffix) else { return .nothing }
        return word.hasPrefix("-") ? .secret : .valueAfterSign
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
