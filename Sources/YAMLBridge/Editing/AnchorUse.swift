/// The anchors of one document and the aliases that mean them.
struct AnchorUse {
    private var anchors: [(name: String, place: Int)] = []
    private var aliases: [(name: String, place: Int)] = []

    init(_ root: TextNode) {
        var (anchors, aliases) = (self.anchors, self.aliases)
        root.visit { node in
            if let name = node.anchor { anchors.append((name, node.start)) }
            if case .alias(let name) = node.content { aliases.append((name, node.start)) }
        }
        (self.anchors, self.aliases) = (anchors, aliases)
    }

    /// Where an alias stands that means the anchor `name` at `place`, those in `range` aside.
    func alias(of name: String, at place: Int, outside range: Range<Int>) -> Int? {
        let end = anchors.first { $0.name == name && $0.place > place }?.place ?? .max
        return aliases.first {
            $0.name == name && $0.place > place && $0.place < end && !range.contains($0.place)
        }?.place
    }

    /// Where the anchor stands that an alias `name` at `place` means.
    func anchor(of name: String, before place: Int) -> Int? {
        anchors.last { $0.name == name && $0.place < place }?.place
    }
}
