/// Samples of one name, for Prometheus. Names and labels are this program's own; label values may be anything.
package struct MetricFamily: Hashable, Sendable {
    package enum Samples: Hashable, Sendable {
        /// Only ever grows while the process runs; the name ends in `_total`.
        case counter([MetricSample])
        case gauge([MetricSample])
        case histogram([HistogramSample])
    }

    package var name: String
    package var help: String
    package var samples: Samples

    package init(name: String, help: String, samples: Samples) {
        self.name = name
        self.help = help
        self.samples = samples
    }

    package static func counter(_ name: String, _ help: String, _ samples: [MetricSample]) -> MetricFamily {
        MetricFamily(name: name, help: help, samples: .counter(samples))
    }

    package static func gauge(_ name: String, _ help: String, _ samples: [MetricSample]) -> MetricFamily {
        MetricFamily(name: name, help: help, samples: .gauge(samples))
    }

    package static func histogram(_ name: String, _ help: String, _ samples: [HistogramSample]) -> MetricFamily {
        MetricFamily(name: name, help: help, samples: .histogram(samples))
    }
}

/// One number, and what tells it from the others of its family.
package struct MetricSample: Hashable, Sendable {
    package var labels: [String: String]
    package var value: Double

    package init(_ value: Double, _ labels: [String: String] = [:]) {
        self.labels = labels
        self.value = value
    }

    package init(_ value: some BinaryInteger, _ labels: [String: String] = [:]) { self.init(Double(value), labels) }
}

package struct HistogramSample: Hashable, Sendable {
    package var labels: [String: String]
    package var histogram: Histogram

    package init(_ histogram: Histogram, _ labels: [String: String] = [:]) {
        self.labels = labels
        self.histogram = histogram
    }
}

/// How often a measured value was how large, in buckets that never change.
package struct Histogram: Hashable, Sendable {
    /// From a tenth of the time in which drift is to be seen to where somebody should have been called, in seconds.
    package static let secondsOfReaction: [Double] = [
        0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1_800,
    ]

    /// Upper bounds, inclusive, ascending; beyond the last is everything else.
    package let bounds: [Double]
    /// Observations in each bucket alone, one more than there are bounds.
    package private(set) var counts: [UInt64]
    package private(set) var sum = 0.0

    /// Bounds that are not finite are left out, of equal ones all but one.
    package init(bounds: [Double] = Self.secondsOfReaction) {
        self.bounds = Set(bounds.filter(\.isFinite)).sorted()
        counts = Array(repeating: 0, count: self.bounds.count + 1)
    }

    /// Of what was counted elsewhere: one count for each bound, and one for what is beyond the last.
    package init(bounds: [Double], counts: [UInt64], sum: Double) {
        self.init(bounds: bounds)
        guard counts.count == self.counts.count else { return }
        self.counts = counts
        self.sum = sum
    }

    package var count: UInt64 { counts.reduce(0, &+) }

    /// What is not a number is not counted: it would make the sum useless for ever.
    package mutating func observe(_ value: Double) {
        guard value.isFinite else { return }
        let place = bounds.firstIndex { value <= $0 } ?? bounds.count
        counts[place] &+= 1
        sum += value
    }

    /// In seconds.
    package mutating func observe(_ duration: Duration) { observe(duration / .seconds(1)) }
}
