import Drift
import ObjectModel

/// How the controller's pages are made.
package struct StatusPageOptions: Hashable, Sendable {
    package var toolVersion = "0.0.0"
    /// How much of one value is shown.
    package var limits = DiffLimits()
    /// Objects that are shown with their changes.
    package var objects = 300
    /// Objects beyond those that are named in a line each.
    package var named = 1_000
    /// Changes of one object that are shown.
    package var changes = 40
    /// Lines of history, of health problems and of a plan.
    package var rows = 50
    /// After how long a page asks for itself again.
    package var refresh = Duration.seconds(5)

    package init() {}
}

/// One page of the controller, made once for everybody who asks: only the nonce is each answer's own.
///
/// It needs no script: with one it renews itself and can be filtered. Nothing comes from anywhere else.
package struct StatusPage: Sendable {
    /// The colour of the sign in the browser's tab.
    enum Sign { case good, bad, unsure }

    let title: DisplayText
    let sign: Sign
    /// To the root of the pages: empty there, `../` one level below.
    let root: DisplayText
    /// Where the page stands below the root; `nil` for the root itself.
    let crumb: DisplayText?
    let main: Tags
    /// What the filter filters: `environments`; `nil` where there is nothing to filter.
    let filtered: DisplayText?
    let options: StatusPageOptions

    /// All environments, the one to look at first in front.
    package static func overview(
        _ environments: [EnvironmentStatus], at now: String, options: StatusPageOptions = StatusPageOptions()
    ) -> StatusPage {
        OverviewPage(environments: environments, moment: Moment(now), options: options).page
    }

    /// One environment with its objects.
    package static func environment(
        _ status: EnvironmentStatus, at now: String, options: StatusPageOptions = StatusPageOptions()
    ) -> StatusPage {
        EnvironmentPage(status: status, moment: Moment(now), options: options).page
    }

    /// In place of a page that is not there, `depth` levels below the root of the pages: a heading and a sentence.
    package static func notFound(depth: Int, options: StatusPageOptions = StatusPageOptions()) -> StatusPage {
        let root: DisplayText = DisplayText(String(repeating: "../", count: min(max(depth, 0), 32)))
        let main: Tags = """
            <div class="hero"><div class="wide"><h1>There is no such page</h1>
            <p class="lead">The environment may have another name, or is served by another installation. \
            <a href="\(root)./">All environments</a></p></div></div>

            """
        return StatusPage(
            title: "Not found", sign: .unsure, root: root, crumb: nil, main: main, filtered: nil, options: options)
    }

    /// The whole page. `nonce` allows its style and its script, and is used for no other answer: at least 128 random bits
    /// as letters and digits.
    package func document(nonce: String) -> String {
        let name = DisplayText(nonce, limit: 128)
        let document: Tags = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title)</title>
            <link rel="icon" href="\(icon)">
            <style nonce="\(name)">\(HTMLStyle.sheet)\(StatusStyle.sheet)</style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to content</a>
            \(header)<main id="main" tabindex="-1">
            \(main)</main>
            <footer class="wide"><p>reconcile \(options.toolVersion) · read-only · \
            <a href="\(root)api/v1/environments">JSON</a> · <a href="\(root)metrics">metrics</a></p></footer>
            <script nonce="\(name)">\(StatusScript.text)</script>
            </body>
            </html>

            """
        return document.text
    }

    private var header: Tags {
        let here: Tags = crumb.map { "<li aria-current=\"page\">\($0)</li>" } ?? ""
        let filter: Tags =
            filtered.map {
                """
                <label class="filter" id="filter" hidden><span class="quiet">Filter \($0)</span>\
                <input type="search" placeholder="Filter \($0)" autocomplete="off" spellcheck="false"></label>
                """
            } ?? ""
        let (seconds, _) = options.refresh.components
        return """
            <header class="top"><div class="wide">
            <nav aria-label="Breadcrumb"><ol><li><a href="\(root)./">reconcile</a></li>\(here)</ol></nav>
            \(filter)
            <p class="pulse" id="pulse" role="status" data-seconds="\(String(max(1, seconds)))">\
            <span class="dot" aria-hidden="true"></span><span class="words">\
            <noscript>Reload the page for newer</noscript></span></p>
            </div></header>

            """
    }

    /// A disc in the colour of the state, and in another form for each.
    private var icon: Tags {
        switch sign {
        case .good:
            """
            data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' \
            fill='%2314692f'/%3E%3Cpath d='M4 8l3 3 5-6' fill='none' stroke='white' stroke-width='2'/%3E%3C/svg%3E
            """
        case .bad:
            """
            data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' \
            fill='%23b3261e'/%3E%3Cpath d='M5 6h6M5 10h6M10 4l-4 8' stroke='white' stroke-width='1.6'/%3E%3C/svg%3E
            """
        case .unsure:
            """
            data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' \
            fill='%23485361'/%3E%3Cpath d='M4.500 8h7' stroke='white' stroke-width='2'/%3E%3C/svg%3E
            """
        }
    }
}

extension StatusPage {
    /// Lets run and shown only what carries `nonce`, fetched only what comes from here, and framed by nobody.
    package static func contentSecurityPolicy(nonce: String) -> String {
        "default-src 'none'; style-src 'nonce-\(nonce)'; script-src 'nonce-\(nonce)'; connect-src 'self'; "
            + "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    }

    /// Header fields of every page beside the policy.
    package static let headers: [(name: String, value: String)] = [
        ("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"),
    ]
}
