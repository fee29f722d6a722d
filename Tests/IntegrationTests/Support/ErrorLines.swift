import Testing

/// Checks that a run ended as every failed run must: code 2, nothing on stdout, lines of one form on stderr.
func expectError(
    _ run: ProgramRun, lines count: Int = 1, saying words: [String],
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    let lines = run.errors.split(separator: "\n").map(String.init)
    #expect(run.code == 2, "\(run.story)", sourceLocation: sourceLocation)
    #expect(run.outputBytes.isEmpty, "\(run.story)", sourceLocation: sourceLocation)
    #expect(lines.count == count, "\(run.story)", sourceLocation: sourceLocation)
    for line in lines { #expect(isErrorLine(line), "\(line)", sourceLocation: sourceLocation) }
    for word in words {
        #expect(run.errors.contains(word), "lacks '\(word)': \(run.story)", sourceLocation: sourceLocation)
    }
}

/// `cannot STEP 'SUBJECT': DETAIL (hint: WHAT TO DO)`
func isErrorLine(_ line: String) -> Bool {
    line.wholeMatch(of: #/cannot [a-zA-Z][^']* '[^']+': .+ \(hint: .+\)/#) != nil
}
