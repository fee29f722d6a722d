import Drift
import DriftReport
import Glibc
import History
import Reconciler

/// The metrics of one scrape, made from snapshots; names and meanings are in docs/metrics.md.
struct ControllerMetrics {
    let snapshots: [EnvironmentSnapshot]
    /// Whether this replica leads, for each environment it knows.
    let leading: [String: Bool]
    /// By `verb code`.
    let requests: [String: Int]
    /// `nil` where no history is kept.
    let history: HistoryWriter.Counts?
    let now: Int64

    var families: [MetricFamily] { gauges + counters + histograms + Self.process }

    private func each(_ value: (EnvironmentSnapshot) -> Double?) -> [MetricSample] {
        snapshots.compactMap { snapshot in
            value(snapshot).map { MetricSample($0, ["environment": snapshot.environment.name]) }
        }
    }

    private var gauges: [MetricFamily] {
        [
            .gauge(
                "reconcile_objects", "Objects by verdict.",
                snapshots.flatMap { snapshot in
                    Verdict.allCases.map { verdict in
                        MetricSample(
                            snapshot.counts[verdict] ?? 0,
                            ["environment": snapshot.environment.name, "verdict": verdict.rawValue])
                    }
                }),
            .gauge(
                "reconcile_drift_age_seconds", "How long the oldest episode of drift has lasted; 0 without any.",
                each { Double(max(0, $0.oldestDrift.map { now - $0 } ?? 0)) }),
            .gauge(
                "reconcile_verdict_age_seconds", "How long ago the verdicts were last known to be current.",
                each { $0.checkedAt.map { Double(max(0, now - $0)) } }),
            .gauge(
                "reconcile_fighting_objects", "Objects whose revert has stopped.", each { Double($0.fighting.count) }),
            .gauge("reconcile_watched_kinds", "Kinds that are watched.", each { Double($0.watchedKinds) }),
            .gauge("reconcile_suspended", "Whether nothing is reverted now.", each { $0.hold == nil ? 0 : 1 }),
            .gauge(
                "reconcile_git_last_success_timestamp_seconds", "When Git was last read.",
                each { $0.statistics.lastFetch.map(Double.init) }),
            .gauge(
                "reconcile_leader", "Whether this replica keeps the environment.",
                leading.map { MetricSample($0.value ? 1 : 0, ["environment": $0.key]) }),
            .gauge(
                "reconcile_environment_info", "What is kept, as labels.",
                snapshots.map { snapshot in
                    MetricSample(
                        1,
                        [
                            "environment": snapshot.environment.name, "revision": snapshot.revision?.commit ?? "",
                            "mode": snapshot.environment.mode.rawValue, "cluster": snapshot.cluster,
                        ])
                }),
            .gauge("reconcile_build_info", "The program.", [MetricSample(1, ["version": Reconcile.version])]),
        ]
    }

    private func byWord(_ label: String, _ counts: (ControllerStatistics) -> [String: Int]) -> [MetricSample] {
        snapshots.flatMap { snapshot in
            counts(snapshot.statistics).map {
                MetricSample($0.value, ["environment": snapshot.environment.name, label: $0.key])
            }
        }
    }

    private var counters: [MetricFamily] {
        [
            .counter("reconcile_applies_total", "Applied objects by what came of it.", byWord("result", \.applies)),
            .counter("reconcile_prunes_total", "Pruned objects by what came of it.", byWord("result", \.prunes)),
            .counter(
                "reconcile_fights_total", "Fights that were noticed.", each { Double($0.statistics.fights) }),
            .counter("reconcile_git_fetches_total", "Fetches by what came of them.", byWord("result", \.fetches)),
            .counter(
                "reconcile_watch_restarts_total", "Watches that ended, by why.", byWord("reason", \.watchRestarts)),
            .counter(
                "reconcile_full_comparisons_total", "Full comparisons by whether they were equal to what was known.",
                byWord("result", \.fullComparisons)),
            .counter(
                "reconcile_incremental_mismatches_total", "Objects that a full comparison found to be known wrongly.",
                each { Double($0.statistics.mismatches) }),
            .counter(
                "reconcile_history_errors_total", "Attempts to store or to delete history that failed.",
                history.map { [MetricSample($0.failures)] } ?? []),
            .counter(
                "reconcile_history_dropped_total", "Records of history that had to be dropped.",
                history.map { [MetricSample($0.dropped + $0.refused)] } ?? []),
            .counter(
                "reconcile_api_requests_total", "Requests to API servers by verb and status code.",
                requests.map { key, count in
                    let words = key.split(separator: " ").map(String.init)
                    return MetricSample(count, ["verb": words.first ?? "", "code": words.last ?? ""])
                }),
        ]
    }

    private var histograms: [MetricFamily] {
        func samples(_ histogram: (ControllerStatistics) -> DurationHistogram) -> [HistogramSample] {
            snapshots.map { snapshot in
                let counted = histogram(snapshot.statistics)
                return HistogramSample(
                    Histogram(
                        bounds: DurationHistogram.bounds, counts: counted.counts.map(UInt64.init), sum: counted.sum),
                    ["environment": snapshot.environment.name])
            }
        }
        return [
            .histogram(
                "reconcile_drift_detect_seconds",
                "From a change, as far as the API server records its time (whole seconds), to its verdict.",
                samples(\.detection)),
            .histogram(
                "reconcile_revert_seconds", "From the verdict to the end of the revert, in whole seconds.",
                samples(\.revert)),
        ]
    }

    /// Of this process, as every Prometheus client has them.
    private static var process: [MetricFamily] {
        let usage = ProcessUsage.current
        return [
            .gauge(
                "process_resident_memory_bytes", "Resident memory size in bytes.", [MetricSample(usage.residentBytes)]),
            .counter(
                "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.",
                [MetricSample(usage.cpuSeconds)]),
            .gauge("process_open_fds", "Number of open file descriptors.", [MetricSample(usage.openDescriptors)]),
            .gauge(
                "process_start_time_seconds", "Start time of the process since the Unix epoch in seconds.",
                [MetricSample(Double(ProcessUsage.started))]),
        ]
    }
}

/// What this process uses, as the kernel counts it.
struct ProcessUsage {
    var residentBytes: Int
    var cpuSeconds: Double
    var openDescriptors: Int

    /// Seconds since 1970; as near as the first look.
    static let started = Int64(time(nil))

    static var current: ProcessUsage {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let user = Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
        let system = Double(usage.ru_stime.tv_sec) + Double(usage.ru_stime.tv_usec) / 1e6
        return ProcessUsage(
            residentBytes: residentPages * Int(sysconf(Int32(_SC_PAGESIZE))), cpuSeconds: user + system,
            openDescriptors: openDescriptorCount)
    }

    /// The second number of `/proc/self/statm`; 0 where there is none.
    private static var residentPages: Int {
        let text = (try? LocalFile.read("/proc/self/statm")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let words = text.split(separator: " ")
        return words.count > 1 ? Int(words[1]) ?? 0 : 0
    }

    private static var openDescriptorCount: Int {
        guard let directory = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // Without `.`, `..` and the one that reads.
        return max(0, count - 3)
    }
}
