import ObjectModel

/// What `reconcile doctor` found, in the order in which it looked.
package struct Checkup: Hashable, Sendable {
    package enum Status: String, Hashable, Sendable, CaseIterable { case ok, warn, fail }

    package struct Check: Hashable, Sendable {
        /// In kebab case, such as `server-version`.
        package var name: String
        package var status: Status
        package var detail: String
        package var hint: String?

        package init(_ name: String, _ status: Status, _ detail: String, hint: String? = nil) {
            self.name = name
            self.status = status
            self.detail = detail
            self.hint = hint
        }
    }

    /// Checks of one thing: the program, the repository, an environment.
    package struct Section: Hashable, Sendable {
        package var title: String
        package var environment: String?
        package var checks: [Check]

        package init(_ title: String, environment: String? = nil, checks: [Check] = []) {
            self.title = title
            self.environment = environment
            self.checks = checks
        }
    }

    package var toolVersion: String
    package var sections: [Section]

    package init(toolVersion: String, sections: [Section] = []) {
        self.toolVersion = toolVersion
        self.sections = sections
    }

    package func count(_ status: Status) -> Int {
        sections.reduce(0) { $0 + $1.checks.count { $0.status == status } }
    }

    /// The gravest of all.
    package var status: Status { count(.fail) > 0 ? .fail : count(.warn) > 0 ? .warn : .ok }
}

extension Checkup {
    /// A list for people.
    package func text(usesColour: Bool) -> String {
        let style = TextStyle(isOn: usesColour)
        let width = sections.flatMap(\.checks).map(\.name.count).max() ?? 0
        var lines: [DisplayText] = []
        for section in sections {
            lines.append(style.bold("\(section.title)"))
            for check in section.checks { lines += check.lines(nameWidth: width, style) }
            lines.append("")
        }
        func counted(_ status: Status, _ word: String) -> String {
            "\(count(status)) \(word)\(count(status) == 1 ? "" : "s")"
        }
        let summary: DisplayText = "\(count(.ok)) ok, \(counted(.warn, "warning")), \(counted(.fail, "failure"))"
        lines.append(style.summary(summary, isClean: status == .ok))
        return lines.map(\.text).joined(separator: "\n") + "\n"
    }

    /// An object for machines, indented.
    package func json() -> [UInt8] {
        let sections = sections.map { section -> JSONValue in
            var object = JSONObject(uniqueMembers: [.init(key: "title", value: .string(section.title))])
            if let environment = section.environment { object["environment"] = .string(environment) }
            object["checks"] = .array(section.checks.map(\.json))
            return .object(object)
        }
        let summary = Status.allCases.map { JSONObject.Member(key: $0.rawValue, value: .integer(Int64(count($0)))) }
        var writer = JSONWriter(indent: 2)
        writer.write([
            "apiVersion": "reconcile.dev/v1alpha1", "kind": "Checkup", "toolVersion": .string(toolVersion),
            "status": .string(status.rawValue), "summary": .object(JSONObject(uniqueMembers: summary)),
            "sections": .array(sections),
        ])
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}

extension Checkup.Check {
    fileprivate func lines(nameWidth: Int, _ style: TextStyle) -> [DisplayText] {
        let gap = String(repeating: " ", count: nameWidth - name.count + 2)
        let first: DisplayText = "  \(style.check(status))  \(name)\(gap)\(detail)"
        guard let hint else { return [first] }
        return [first, "\(String(repeating: " ", count: nameWidth + 10))\(style.faint("hint: \(hint)"))"]
    }

    fileprivate var json: JSONValue {
        var object = JSONObject()
        object["name"] = .string(name)
        object["status"] = .string(status.rawValue)
        object["detail"] = .string(detail)
        object["hint"] = hint.map { .string($0) }
        return .object(object)
    }
}
