import Drift

/// What a page says beside its objects: why the answer is not whole, and what to mend in the repository.
enum HTMLNotes {
    static func gaps(_ gaps: [String]) -> Tags {
        guard !gaps.isEmpty else { return "" }
        let items = gaps.markup { "<li>\(DisplayText($0, limit: 4_000))</li>\n" as Tags }
        return """
            <div class="gaps" role="note"><h3>This answer is not whole</h3>
            <ul>
            \(items)</ul></div>

            """
    }

    static func findings(_ findings: [Finding]) -> Tags {
        guard !findings.isEmpty else { return "" }
        let items = findings.markup { finding -> Tags in
            let place: Tags = finding.location.map { "<span class=\"place\">\($0.shown)</span>" } ?? ""
            let object: Tags = finding.object.map { "<span class=\"name\">\($0.shown)</span> " } ?? ""
            return """
                <li class="finding \(finding.severity.rawValue)"><p><span class="chip">\(finding.severity.rawValue)</span> \
                <code>\(finding.rule)</code> \(object)\(place)</p>
                <p>\(DisplayText(finding.message, limit: 4_000))</p></li>

                """
        }
        return "<h3>Found in the repository</h3>\n<ul class=\"findings\">\n\(items)</ul>\n"
    }
}
