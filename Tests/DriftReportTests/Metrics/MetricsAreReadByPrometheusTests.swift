import DriftReport
import Glibc
import ProcessRunner
import Testing

/// One malformed line makes Prometheus drop a whole scrape, and with it every alert: the text is held to its own tool.
@Suite struct MetricsAreReadByPrometheusTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var families: [MetricFamily]
        var expected: String
    }

    private static var reaction: Histogram {
        var histogram = Histogram(bounds: [0.5, 1, 2.5])
        for value in [0.125, 0.5, 0.5625, 2.5, 9] { histogram.observe(value) }
        histogram.observe(.milliseconds(750))
        histogram.observe(.nan)
        return histogram
    }

    static let cases = [
        Case(testDescription: "nothing", families: [], expected: ""),
        Case(
            testDescription: "families and samples in their order",
            families: [
                .gauge(
                    "reconcile_objects", "Objects by verdict.",
                    [
                        MetricSample(50, ["verdict": "inSync", "environment": "staging"]),
                        MetricSample(2, ["verdict": "drifted", "environment": "staging"]),
                    ]),
                .counter("reconcile_history_errors_total", "Writes that failed.", [MetricSample(0)]),
            ],
            expected: """
                # HELP reconcile_history_errors_total Writes that failed.
                # TYPE reconcile_history_errors_total counter
                reconcile_history_errors_total 0
                # HELP reconcile_objects Objects by verdict.
                # TYPE reconcile_objects gauge
                reconcile_objects{environment="staging",verdict="drifted"} 2
                reconcile_objects{environment="staging",verdict="inSync"} 50

                """),
        Case(
            testDescription: "a histogram, whose buckets add up",
            families: [
                .histogram(
                    "reconcile_revert_seconds", "Time to revert.", [HistogramSample(reaction, ["environment": "a"])])
            ],
            expected: """
                # HELP reconcile_revert_seconds Time to revert.
                # TYPE reconcile_revert_seconds histogram
                reconcile_revert_seconds_bucket{environment="a",le="0.5"} 2
                reconcile_revert_seconds_bucket{environment="a",le="1"} 4
                reconcile_revert_seconds_bucket{environment="a",le="2.5"} 5
                reconcile_revert_seconds_bucket{environment="a",le="+Inf"} 6
                reconcile_revert_seconds_sum{environment="a"} 13.4375
                reconcile_revert_seconds_count{environment="a"} 6

                """),
        Case(
            testDescription: "a histogram without labels and observations",
            families: [.histogram("a_seconds", "A.", [HistogramSample(Histogram(bounds: [1, .infinity, 1, .nan]))])],
            expected: """
                # HELP a_seconds A.
                # TYPE a_seconds histogram
                a_seconds_bucket{le="1"} 0
                a_seconds_bucket{le="+Inf"} 0
                a_seconds_sum 0
                a_seconds_count 0

                """),
        Case(
            testDescription: "label values of any text",
            families: [
                .gauge(
                    "a", "A \"help\" with \\ and\na line.",
                    [
                        MetricSample(1, ["x": "back\\slash \"quoted\"\nnext} 1\n# TYPE a counter"]),
                        MetricSample(2, ["x": "\u{1F600} é \t\r"]),
                    ])
            ],
            expected: """
                # HELP a A "help" with \\\\ and\\na line.
                # TYPE a gauge
                a{x="back\\\\slash \\"quoted\\"\\nnext} 1\\n# TYPE a counter"} 1
                a{x="\u{1F600} é \t\r"} 2

                """),
        Case(
            testDescription: "numbers of every size",
            families: [
                .gauge(
                    "a", "A.",
                    [
                        MetricSample(0.000_012_5, ["x": "1"]), MetricSample(1e300, ["x": "2"]),
                        MetricSample(-0.5, ["x": "3"]),
                        MetricSample(.infinity, ["x": "4"]), MetricSample(-.infinity, ["x": "5"]),
                        MetricSample(.nan, ["x": "6"]), MetricSample(1_796_112_134, ["x": "7"]),
                        MetricSample(1e18, ["x": "8"]),
                    ])
            ],
            expected: """
                # HELP a A.
                # TYPE a gauge
                a{x="1"} 1.25e-05
                a{x="2"} 1e+300
                a{x="3"} -0.5
                a{x="4"} +Inf
                a{x="5"} -Inf
                a{x="6"} NaN
                a{x="7"} 1796112134
                a{x="8"} 1000000000000000000

                """),
        Case(
            testDescription: "what stands twice stands once",
            families: [
                .gauge("a", "A.", [MetricSample(3)]),
                .gauge("a", "A.", [MetricSample(1, ["x": "1"]), MetricSample(2, ["x": "1"])]),
            ],
            expected: """
                # HELP a A.
                # TYPE a gauge
                a{x="1"} 2

                """),
        Case(
            testDescription: "names that would be none",
            families: [.gauge("9 lives", "A.", [MetricSample(1, ["a-b": "1", "": "2"])])],
            expected: """
                # HELP _9_lives A.
                # TYPE _9_lives gauge
                _9_lives{_="2",a_b="1"} 1

                """),
    ]

    @Test(arguments: cases) func renders(_ c: Case) {
        #expect(MetricsText.render(c.families) == c.expected)
    }

    @Test(
        .enabled(if: Self.promtool != nil, "promtool is not installed (Debian's package prometheus)"), arguments: cases)
    func prometheusReadsIt(_ c: Case) async throws {
        let words = try await Self.check(MetricsText.render(c.families))
        #expect(words == nil, "\(words ?? "")")
    }

    @Test(.enabled(if: Self.promtool != nil, "promtool is not installed (Debian's package prometheus)"))
    func theToolWouldSay() async throws {
        let words = try await Self.check("a{x=\"1\"} 1\na{x=\"1\"} 2\n# TYPE a counter\n")
        #expect(words != nil)
    }

    private static let promtool = SearchPath(getenv("PATH").map { String(cString: $0) }).program(named: "promtool")

    /// What `promtool` says of `text`; `nil` where it has nothing to say.
    private static func check(_ text: String) async throws -> String? {
        var template = Array("/tmp/reconcile-metrics-test.XXXXXX".utf8CString)
        let file = mkstemp(&template)
        try #require(file >= 0)
        let path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        defer { unlink(path) }
        let bytes = Array(text.utf8)
        let written = write(file, bytes, bytes.count)
        close(file)
        try #require(written == bytes.count)
        let end = await ChildProcess(
            program: "/bin/sh", arguments: ["sh", "-c", "exec \"$0\" check metrics <\"$1\"", promtool ?? "", path],
            environment: [:], limits: .init(time: .seconds(60), output: 1 << 16, errors: 1 << 16)
        ).run()
        let words = String(decoding: end.output + end.errors, as: UTF8.self)
        return end.cause == .exited(0) ? nil : "\(end.cause) \(words)"
    }
}
