import ObjectModel

/// PEM blocks (RFC 7468), looked at only so far that a wrong file is named before TLS fails with less to say.
enum PEMText {
    /// What is wrong with `bytes` as one or more certificates; `nil` for nothing.
    static func problemWithCertificates(_ bytes: [UInt8]) -> String? {
        let blocks = blocks(of: bytes)
        if blocks.contains(where: { $0.label == "CERTIFICATE" && $0.isDecodable }) { return nil }
        if blocks.contains(where: { $0.label == "CERTIFICATE" }) { return "a PEM certificate in it is damaged" }
        if blocks.contains(where: { $0.label.hasSuffix("PRIVATE KEY") }) { return "it holds a private key only" }
        if bytes.starts(with: [0x30, 0x82]) { return "it is DER, not PEM" }
        return "it holds no PEM certificate"
    }

    /// What is wrong with `bytes` as one private key; `nil` for nothing.
    static func problemWithKey(_ bytes: [UInt8]) -> String? {
        let blocks = blocks(of: bytes)
        guard let key = blocks.first(where: { $0.label.hasSuffix("PRIVATE KEY") }) else {
            if blocks.contains(where: { $0.label == "CERTIFICATE" }) { return "it holds a certificate only" }
            return "it holds no PEM private key"
        }
        if key.label == "ENCRYPTED PRIVATE KEY" || key.isEncrypted { return "the private key has a passphrase" }
        return key.isDecodable ? nil : "the PEM private key in it is damaged"
    }

    /// The bytes of the first certificate; `nil` where there is none, or it is damaged.
    static func firstCertificate(in bytes: [UInt8]) -> [UInt8]? {
        blocks(of: bytes).first { $0.label == "CERTIFICATE" }?.content
    }

    private struct Block {
        var label: String
        /// Not empty; `nil` for a damaged block.
        var content: [UInt8]?
        var isDecodable: Bool { content != nil }
        /// By the header of RFC 1421 that OpenSSL's older form has.
        var isEncrypted: Bool
    }

    private static func blocks(of bytes: [UInt8]) -> [Block] {
        var blocks: [Block] = []
        var label: String?
        var body: [UInt8] = []
        var isEncrypted = false
        for line in bytes.split(separator: 0x0A) {
            let text = line.filter { $0 != 0x0D && $0 != 0x20 && $0 != 0x09 }
            if let opened = name(in: line, after: "-----BEGIN ") {
                (label, body, isEncrypted) = (opened, [], false)
            } else if let current = label, let closed = name(in: line, after: "-----END ") {
                let decoded = Base64.decode(body)
                let content = closed == current && decoded?.isEmpty == false ? decoded : nil
                blocks.append(Block(label: current, content: content, isEncrypted: isEncrypted))
                label = nil
            } else if label != nil, text.contains(UInt8(ascii: ":")) {
                isEncrypted = isEncrypted || text.starts(with: "Proc-Type:4,ENCRYPTED".utf8)
            } else if label != nil {
                body += text
            }
        }
        return blocks
    }

    /// `X` of a line `-----BEGIN X-----`.
    private static func name(in line: some BidirectionalCollection<UInt8>, after prefix: String) -> String? {
        let text = String(decoding: line, as: UTF8.self).trimmed
        guard text.hasPrefix(prefix), text.hasSuffix("-----"), text.utf8.count > prefix.utf8.count + 5 else {
            return nil
        }
        return String(text.dropFirst(prefix.count).dropLast(5))
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return ""
        }
        return String(self[first...last])
    }
}
