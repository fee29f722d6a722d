/// Names and labels as the API takes them (apimachinery `util/validation`); each check answers what is wrong.
enum Names {
    static func subdomain(_ text: String) -> [String] {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return tooLong(text, 253)
            + (parts.allSatisfy { isLabel($0, startsWithLetter: false) } ? [] : [subdomainRule])
    }

    static func label(_ text: String) -> [String] {
        tooLong(text, 63) + (isLabel(text[...], startsWithLetter: false) ? [] : [labelRule])
    }

    static func serviceLabel(_ text: String) -> [String] {
        tooLong(text, 63) + (isLabel(text[...], startsWithLetter: true) ? [] : [serviceRule])
    }

    static func pathSegment(_ text: String) -> [String] {
        if text == "." || text == ".." { return ["may not be '\(text)'"] }
        return ["/", "%"].filter { text.contains($0) }.map { "may not contain '\($0)'" }
    }

    /// A label or annotation key: a name, with or without a DNS prefix.
    static func qualified(_ text: String) -> [String] {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, let name = parts.last else { return [qualifiedRule] }
        var found: [String] = []
        if parts.count == 2 {
            if parts[0].isEmpty { found.append("prefix part must be non-empty") }
            if !parts[0].isEmpty { found += subdomain(parts[0]).map { "prefix part \($0)" } }
        }
        if name.isEmpty { return found + ["name part must be non-empty", "name part \(nameRule)"] }
        if name.utf8.count > 63 { found.append("name part must be no more than 63 characters") }
        return isValue(name) ? found : found + ["name part \(nameRule)"]
    }

    static func labelValue(_ text: String) -> [String] {
        tooLong(text, 63) + (text.isEmpty || isValue(text) ? [] : [valueRule])
    }

    /// A key of a ConfigMap or Secret.
    static func dataKey(_ text: String) -> [String] {
        let isWord = !text.isEmpty && text.utf8.allSatisfy { isAlphanumeric($0) || [0x2D, 0x5F, 0x2E].contains($0) }
        if !isWord { return tooLong(text, 253) + [dataKeyRule] }
        if text == "." || text == ".." { return ["must not be '\(text)'"] }
        return tooLong(text, 253) + (text.hasPrefix("..") ? ["must not start with '..'"] : [])
    }

    private static func tooLong(_ text: String, _ limit: Int) -> [String] {
        text.utf8.count > limit ? ["must be no more than \(limit) characters"] : []
    }

    private static func isLabel(_ text: Substring, startsWithLetter: Bool) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        return text.utf8.allSatisfy { isLowercase($0) || isDigit($0) || $0 == 0x2D } && first != 0x2D && last != 0x2D
            && (!startsWithLetter || isLowercase(first))
    }

    private static func isValue(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || [0x2D, 0x5F, 0x2E].contains($0) }
            && isAlphanumeric(first) && isAlphanumeric(last)
    }

    private static func isLowercase(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowercase(byte) || isDigit(byte) || (0x41...0x5A).contains(byte)
    }

    private static let subdomainRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start"
        + " and end with an alphanumeric character (e.g. 'example.com', regex used for validation is"
        + #" '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"#
    private static let labelRule =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end"
        + " with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is"
        + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
    private static let serviceRule =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic"
        + " character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation"
        + " is '[a-z]([-a-z0-9]*[a-z0-9])?')"
    private static let nameRule =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric"
        + " character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is"
        + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
    private static let qualifiedRule =
        "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
        + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is"
        + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g."
        + " 'example.com/MyName')"
    private static let valueRule =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start"
        + " and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for"
        + " validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
    private static let dataKeyRule =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',"
        + "  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
}
