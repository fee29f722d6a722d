/// The text format of Prometheus, version 0.0.4: families by name, samples by their labels.
///
/// https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details
package enum MetricsText {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Each name and each set of labels stands once, since Prometheus refuses a whole scrape for one that stands twice:
    /// of several the last counts.
    package static func render(_ families: [MetricFamily]) -> String {
        let byName = Dictionary(families.map { (name($0.name), $0) }, uniquingKeysWith: { _, last in last })
        return byName.sorted { $0.key < $1.key }.map { text(of: $0.value, named: $0.key) }.joined()
    }

    private static func text(of family: MetricFamily, named name: String) -> String {
        var text = "# HELP \(name) \(escaped(family.help, quotes: false))\n"
        switch family.samples {
        case .counter(let samples): text += "# TYPE \(name) counter\n" + lines(name, samples)
        case .gauge(let samples): text += "# TYPE \(name) gauge\n" + lines(name, samples)
        case .histogram(let samples):
            text += "# TYPE \(name) histogram\n"
            let sorted = once(samples.map { (labelText($0.labels.filter { $0.key != "le" }), $0.histogram) })
            text += sorted.map { lines(name, $0.labels, $0.value) }.joined()
        }
        return text
    }

    private static func lines(_ name: String, _ samples: [MetricSample]) -> String {
        once(samples.map { (labelText($0.labels), $0.value) })
            .map { "\(name)\(braced($0.labels)) \(number($0.value))\n" }.joined()
    }

    private static func lines(_ name: String, _ labels: String, _ histogram: Histogram) -> String {
        var text = ""
        var total: UInt64 = 0
        let before = labels.isEmpty ? "" : labels + ","
        for (place, count) in histogram.counts.enumerated() {
            total &+= count
            let bound = place < histogram.bounds.count ? number(histogram.bounds[place]) : "+Inf"
            text += "\(name)_bucket{\(before)le=\"\(bound)\"} \(total)\n"
        }
        return text + "\(name)_sum\(braced(labels)) \(number(histogram.sum))\n\(name)_count\(braced(labels)) \(total)\n"
    }

    private static func once<Value>(_ samples: [(String, Value)]) -> [(labels: String, value: Value)] {
        Dictionary(samples, uniquingKeysWith: { _, last in last }).sorted { $0.key < $1.key }
            .map { (labels: $0.key, value: $0.value) }
    }

    /// `a="1",b="2"`, by name.
    private static func labelText(_ labels: [String: String]) -> String {
        labels.sorted { $0.key < $1.key }.map { "\(name($0.key))=\"\(escaped($0.value, quotes: true))\"" }
            .joined(separator: ",")
    }

    private static func braced(_ labels: String) -> String { labels.isEmpty ? "" : "{\(labels)}" }

    /// A backslash and a line feed are escaped everywhere, a quote in label values alone.
    private static func escaped(_ text: String, quotes: Bool) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == 0x0A || $0 == UInt8(ascii: "\"") }) else {
            return text
        }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes += Array("\\\\".utf8)
            case 0x0A: bytes += Array("\\n".utf8)
            case UInt8(ascii: "\"") where quotes: bytes += Array("\\\"".utf8)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whole numbers without a fraction; the rest as Go's `ParseFloat` reads it.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return value.description
    }

    /// Letters, digits and underscores, no digit first; anything else becomes an underscore.
    private static func name(_ text: String) -> String {
        let bytes = text.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                byte
            default: UInt8(ascii: "_")
            }
        }
        let name = String(decoding: bytes, as: UTF8.self)
        return name.first?.isNumber == false ? name : "_" + name
    }
}
