import ObjectModel

/// What a report can be turned into.
package enum ReportFormat: String, CaseIterable, Hashable, Sendable {
    /// For a terminal and a log.
    case text
    /// Everything, for programs; docs/report-schema.md.
    case json
    /// For a comment on a pull request.
    case markdown
    /// SARIF 2.1.0: a forge shows each drift at its line.
    case sarif
    /// JUnit XML: a CI server shows each object as a test.
    case junit
    /// One page that needs nothing else.
    case html

    /// Renders one report for each environment of a run, in their order; the text ends in a line break.
    package func render(_ reports: [Report], options: ReportOptions = ReportOptions()) -> String {
        switch self {
        case .text: TextReport(options: options).render(reports)
        case .json: JSONReport(options: options).render(reports).documentText
        case .markdown: MarkdownReport(reports, options: options).render()
        case .sarif: SARIFReport(options: options).render(reports).documentText
        case .junit: JUnitReport(options: options).render(reports)
        case .html: HTMLReport(options: options).render(reports)
        }
    }
}

/// How a report is rendered; what concerns one format names it.
package struct ReportOptions: Hashable, Sendable {
    /// The version of the program, for formats that name their producer.
    package var toolVersion = "0.0.0"
    /// How much of one value is shown; JSON holds everything.
    package var limits = DiffLimits()
    /// Text: ANSI colours.
    package var usesColour = false
    /// Text and Markdown: objects in sync are listed too, not only counted.
    package var showsInSync = false
    /// Markdown: bytes of UTF-8. GitHub takes 65,536 characters of a comment, GitLab 1,000,000.
    package var markdownLimit = 60_000
    /// SARIF: results of one run. GitHub refuses an upload with more
    /// (docs.github.com, "SARIF results exceed one or more limits").
    package var sarifLimit = 25_000
    /// SARIF: results of one run that a reader sees. GitHub shows so many and says nothing of the others.
    package var sarifShown = 5_000

    package init() {}
}
