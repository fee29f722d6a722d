import DriftReport
import Testing

/// A checkup is a tidy list for people and an object for machines, and nothing in it commands a terminal.
@Suite struct CheckupTests {
    private static let checkup = Checkup(
        toolVersion: "1.2.3",
        sections: [
            .init("Program", checks: [.init("version", .ok, "reconcile 1.2.3")]),
            .init(
                "Environment \u{1B}[2J", environment: "staging",
                checks: [
                    .init("clock", .warn, "7 s ahead", hint: "use NTP"),
                    .init("permissions", .fail, "may not list \"x\"\n"),
                ]),
        ])

    @Test func forPeople() {
        #expect(
            Self.checkup.text(usesColour: false) == #"""
                Program
                  ok    version      reconcile 1.2.3

                Environment \u{1b}[2J
                  warn  clock        7 s ahead
                                     hint: use NTP
                  fail  permissions  may not list "x"\n

                1 ok, 1 warning, 1 failure

                """#)
        #expect(Self.checkup.text(usesColour: true).contains("\u{1B}[1;31mfail\u{1B}[0m"))
    }

    @Test func forMachines() {
        #expect(
            String(decoding: Self.checkup.json(), as: UTF8.self) == #"""
                {
                  "apiVersion": "reconcile.dev/v1alpha1",
                  "kind": "Checkup",
                  "toolVersion": "1.2.3",
                  "status": "fail",
                  "summary": {
                    "ok": 1,
                    "warn": 1,
                    "fail": 1
                  },
                  "sections": [
                    {
                      "title": "Program",
                      "checks": [
                        {
                          "name": "version",
                          "status": "ok",
                          "detail": "reconcile 1.2.3"
                        }
                      ]
                    },
                    {
                      "title": "Environment \u001b[2J",
                      "environment": "staging",
                      "checks": [
                        {
                          "name": "clock",
                          "status": "warn",
                          "detail": "7 s ahead",
                          "hint": "use NTP"
                        },
                        {
                          "name": "permissions",
                          "status": "fail",
                          "detail": "may not list \"x\"\n"
                        }
                      ]
                    }
                  ]
                }

                """#)
    }

    @Test(arguments: [([], "ok"), (["ok"], "ok"), (["ok", "warn"], "warn"), (["warn", "fail", "ok"], "fail")])
    func theGravestCounts(statuses: [String], expected: String) {
        let checks = statuses.map { Checkup.Check("b", Checkup.Status(rawValue: $0) ?? .ok, "c") }
        #expect(Checkup(toolVersion: "1", sections: [.init("a", checks: checks)]).status.rawValue == expected)
    }
}
