import Glibc
import ObjectModel
import Testing
import YAMLBridge

/// A parser and its event are freed however reading ends; a leak of either would take 20 MiB in every round.
///
/// Other tests allocate meanwhile, so one round without growth among several is enough.
@Suite struct ParsersAreFreedTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var repeats: Int
        var limits = YAMLLimits.standard
    }

    private static let long = String(repeating: "x", count: 1 << 20)

    @Test(arguments: [
        Case(testDescription: "read to the end", text: "a: [1, {b: c}]\n---\nd: e\n", repeats: 400),
        Case(testDescription: "a syntax error at once", text: "]", repeats: 400),
        Case(testDescription: "a syntax error inside", text: "a: [1, {b: 'c'}\n- d", repeats: 400),
        Case(testDescription: "too deep", text: String(repeating: "[", count: 300), repeats: 400),
        Case(
            testDescription: "stopped with a long scalar in hand", text: "a: 1\na: \(long)\nb: 1", repeats: 24,
            limits: YAMLLimits(bytes: 1 << 22, depth: 9, aliasedNodes: 9, errors: 1)),
        Case(testDescription: "a long scalar and no end", text: "a: \(long)\nb: 'x", repeats: 24),
    ])
    func afterReading(_ c: Case) throws {
        let bytes = Array(c.text.utf8)
        var growth: [Int] = []
        repeat {
            let before = try dataBytes()
            for _ in 0..<c.repeats { _ = YAMLReader.read(bytes, file: "a.yaml", limits: c.limits) }
            growth.append(try dataBytes() - before)
        } while growth.allSatisfy { $0 > 12 << 20 } && growth.count < 8
        #expect(growth.contains { $0 <= 12 << 20 }, "\(growth)")
    }

    /// The process's memory for data, touched or not: the sixth number of proc(5) `statm`, in pages.
    private func dataBytes() throws -> Int {
        let file = try #require(fopen("/proc/self/statm", "r"))
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        _ = fgets(&line, 256, file)
        let numbers = String(decoding: line.map(UInt8.init(bitPattern:)), as: UTF8.self).split(separator: " ")
        return try #require(Int(numbers[5])) * sysconf(Int32(_SC_PAGESIZE))
    }
}
