import Drift
import DriftReport
import Glibc
import HTTPService
import ObjectModel
import ReportSamples
import Synchronization
import Testing

@testable import reconcile

/// The pages work in a real browser: with JavaScript and without, under their own policy, wide and narrow; and a picture
/// of them is kept in `.build/artifacts`.
@Suite(.serialized, .enabled(if: Browser.program != nil, "chromium is not installed (Debian's package chromium)"))
struct PagesInChromiumTests {
    private func surface() throws -> TestSurface {
        // The browser's time runs ahead of ours: no page is to be given out twice.
        try TestSurface {
            $0.pages.refresh = .seconds(1)
            $0.pageLifetime = .zero
        }
    }

    private func address(_ surface: TestSurface, _ path: String) -> String {
        "http://127.0.0.1:\(surface.surface.port)\(path)"
    }

    @Test func renewsItselfWhileItIsLookedAt() async throws {
        let surface = try surface()
        surface.source.state.withLock { state in
            state.change = { environments, reading in environments[1].subject.cluster = "seen for the \(reading)th time"
            }
        }
        for path in ["/", "/environments/production"] {
            let before = surface.source.state.withLock { $0.readings }
            let visit = try await Browser().visit(address(surface, path))
            let seen = visit.document.split(separator: "seen for the ").dropFirst().first?.prefix { $0.isNumber }
            let time = try #require(seen.flatMap { Int($0) })
            #expect(time > before + 1, "the page stayed as it came")
            #expect(visit.document.contains("data-state=\"live\""))
            #expect(visit.document.split(separator: "<main").count == 2)
            #expect(!visit.console.contains("Content Security Policy"), "\(visit.console)")
            #expect(!visit.console.contains("Uncaught"), "\(visit.console)")
        }
    }

    @Test func saysAllWithoutAScript() async throws {
        let page = StatusPage.environment(SampleStatuses.production, at: SampleStatuses.now, options: fast)
        let requests = Counter()
        // The policy lets scripts run nowhere, as in a browser in which they are switched off.
        let server = try HTTPServer { request in
            if request.path == "/" { requests.add() }
            return HTTPResponse(
                status: 200,
                headers: StatusPage.headers + [("Content-Security-Policy", "sandbox allow-same-origin")],
                body: .bytes(Array(page.document(nonce: "abc123").utf8)))
        }
        defer { server.stop() }
        let visit = try await Browser(time: .seconds(5)).visit("http://127.0.0.1:\(server.port)/")
        #expect(visit.document.contains("<noscript>Reload the page for newer</noscript>"))
        #expect(!visit.document.contains("id=\"pulse\" role=\"status\" data-seconds=\"1\" data-state="))
        #expect(visit.document.contains("<label class=\"filter\" id=\"filter\" hidden=\"\">"))
        #expect(visit.document.contains("RUNTIME_RESTART_MODE"))
        #expect(requests.count == 1)
    }

    @Test func aRefusalOfThePolicyWouldBeSeen() async throws {
        let server = try HTTPServer { _ in
            HTTPResponse(
                status: 200,
                headers: [
                    ("Content-Type", "text/html"),
                    ("Content-Security-Policy", StatusPage.contentSecurityPolicy(nonce: "abc123")),
                ], body: .bytes(Array("<p style=\"color:red\">x</p><script>document.title = 'ran'</script>".utf8)))
        }
        defer { server.stop() }
        let visit = try await Browser(time: .seconds(1)).visit("http://127.0.0.1:\(server.port)/")
        #expect(visit.console.contains("Content Security Policy"))
        #expect(!visit.document.contains("ran</title>"))
    }

    /// Serves `first` with a script of the test in it, then `second` for as long as anybody asks; `nil` is no answer.
    private func server(_ first: StatusPage, script: String, then second: StatusPage?) throws -> HTTPServer {
        let requests = Atomic(0)
        return try HTTPServer { request in
            guard !request.path.contains("favicon") else { return HTTPResponse(status: 404, body: .bytes([])) }
            let number = requests.add(1, ordering: .relaxed).oldValue
            guard let page = number == 0 ? first : second else { return HTTPResponse(status: 503, body: .bytes([])) }
            let text = page.document(nonce: "abc123")
                .replacing(
                    "</body>", with: number == 0 ? "<script nonce=\"abc123\">\(script)</script></body>" : "</body>")
            return HTTPResponse(
                status: 200,
                headers: StatusPage.headers + [
                    ("Content-Security-Policy", StatusPage.contentSecurityPolicy(nonce: "abc123"))
                ], body: .bytes(Array(text.utf8)))
        }
    }

    private var fast: StatusPageOptions {
        var options = StatusPageOptions()
        options.refresh = .seconds(1)
        return options
    }

    private func result(_ visit: Browser.Visit) -> String {
        visit.document.split(separator: "data-result=\"").dropFirst().first.map { String($0.prefix { $0 != "\"" }) }
            ?? "none"
    }

    @Test func keepsWhatIsOpenWhereOneIsAndTheFocus() async throws {
        let now = SampleStatuses.now
        let before = SampleStatuses.many(40)
        var after = SampleStatuses.many(40)
        // Something new stands above everything else, and one object is in sync again.
        after.report?.objects.remove(at: 2)
        after.failure = .init(message: "cannot fetch", time: now, next: "it is fetched again")
        let script = """
            const object = document.querySelectorAll(".object details")[30];
            object.open = true;
            const summary = object.querySelector("summary");
            summary.focus();
            window.scrollTo({ top: object.getBoundingClientRect().top + window.scrollY - 100, behavior: "instant" });
            const place = Math.round(object.getBoundingClientRect().top);
            new MutationObserver(() => setTimeout(() => {
              const same = document.getElementById(object.id);
              document.body.dataset.result = [
                same !== object, same.open, document.activeElement === same.querySelector("summary"),
                Math.abs(Math.round(same.getBoundingClientRect().top) - place) <= 1,
                document.querySelectorAll(".object details[open]").length, document.querySelectorAll(".object").length,
              ].join(" ");
            }, 50)).observe(document.body, { childList: true });
            """
        let server = try server(
            .environment(before, at: now, options: fast), script: script,
            then: .environment(after, at: now, options: fast))
        defer { server.stop() }
        let visit = try await Browser(time: .seconds(4)).visit(
            "http://127.0.0.1:\(server.port)/environments/production")
        #expect(result(visit) == "true true true true 1 39", "\(visit.console)")
        #expect(!visit.console.contains("Content Security Policy"), "\(visit.console)")
    }

    @Test func filtersAndGoesOnFiltering() async throws {
        let page = StatusPage.environment(SampleStatuses.many(40), at: SampleStatuses.now, options: fast)
        let script = """
            const input = document.querySelector("#filter input");
            const count = () => [...document.querySelectorAll(".object")].filter((item) => !item.hidden).length;
            input.value = "TEAM-3/ deployment";
            input.dispatchEvent(new Event("input", { bubbles: true }));
            const first = count();
            new MutationObserver((_, observer) => {
              observer.disconnect();
              const second = count();
              input.value = "nowhere";
              input.dispatchEvent(new Event("input", { bubbles: true }));
              document.body.dataset.result = [first, second, count(), document.querySelector(".nothing").hidden].join(" ");
            }).observe(document.body, { childList: true });
            """
        let server = try server(page, script: script, then: page)
        defer { server.stop() }
        let visit = try await Browser(time: .seconds(4)).visit(
            "http://127.0.0.1:\(server.port)/environments/production")
        #expect(result(visit) == "4 4 0 false")
    }

    @Test func changesNothingThatIsSelected() async throws {
        let first = StatusPage.environment(SampleStatuses.production, at: SampleStatuses.now, options: fast)
        let second = StatusPage.environment(SampleStatuses.staging, at: SampleStatuses.now, options: fast)
        let script = "document.getSelection().selectAllChildren(document.querySelector('main .hash'));"
        let server = try server(first, script: script, then: second)
        defer { server.stop() }
        let visit = try await Browser(time: .seconds(5)).visit(
            "http://127.0.0.1:\(server.port)/environments/production")
        #expect(visit.document.contains("<title>production: fought over</title>"))
    }

    @Test func saysThatItIsStaleWhenNobodyAnswers() async throws {
        let page = StatusPage.overview(SampleStatuses.all, at: SampleStatuses.now, options: fast)
        let server = try server(page, script: "", then: nil)
        defer { server.stop() }
        let visit = try await Browser(time: .seconds(8)).visit("http://127.0.0.1:\(server.port)/")
        #expect(visit.document.contains("data-state=\"stale\""))
        #expect(visit.document.contains("Stale: no answer since"))
        #expect(visit.document.contains("2 of 4 environments need a look"))
    }

    @Test(arguments: [390, 1_280]) func nothingIsWiderThanTheWindow(_ width: Int) async throws {
        var status = SampleStatuses.production
        let long = String(repeating: "long-without-any-place-to-break", count: 40)
        status.subject.environment = long
        status.path = long
        status.plan?.hash = long
        status.failure = .init(message: long, time: SampleStatuses.now, next: long)
        status.history[0].object.name = long
        status.history[0].detail = long
        for place in status.report?.objects.indices ?? 0..<0 { status.report?.objects[place].key.name += long }
        status.report?.objects[0].changes[0].live = .value(.string(long))
        for page in [
            StatusPage.environment(status, at: SampleStatuses.now), .overview([status], at: SampleStatuses.now),
        ] {
            // In a frame, since a window has a least width; without the policy, which allows none.
            let server = try HTTPServer { request in
                let text =
                    request.path == "/page"
                    ? page.document(nonce: "abc123")
                    : """
                    <iframe src="/page" width="\(width)" height="800" style="border:0"></iframe><script>
                    const frame = document.querySelector("iframe");
                    frame.onload = () => {
                      const root = frame.contentDocument.documentElement;
                      document.body.dataset.result = [root.scrollWidth <= root.clientWidth, root.scrollHeight > 400].join(" ");
                    };
                    </script>
                    """
                return HTTPResponse(
                    status: 200, headers: [("Content-Type", "text/html; charset=utf-8")], body: .bytes(Array(text.utf8))
                )
            }
            defer { server.stop() }
            let visit = try await Browser(time: .seconds(1)).visit("http://127.0.0.1:\(server.port)/")
            #expect(result(visit) == "true true")
        }
    }

    @Test func leavesPictures() async throws {
        let folder = "\(#filePath.dropLast("Tests/SurfaceTests/PagesInChromiumTests.swift".count)).build/artifacts"
        mkdir(folder, 0o755)
        let surface = try surface()
        for (name, path, browser) in [
            ("status-overview", "/", Browser(height: 1_000, time: .seconds(1))),
            ("status-environment", "/environments/production", Browser(height: 1_500, time: .seconds(1))),
            (
                "status-phone", "/environments/production",
                Browser(isDark: true, width: 390, height: 844, time: .seconds(1))
            ),
        ] {
            let file = "\(folder)/\(name).png"
            unlink(file)
            try await browser.picture(of: address(surface, path), to: file)
            var facts = stat()
            #expect(stat(file, &facts) == 0 && facts.st_size > 20_000, "\(name) is no picture of a page")
        }
    }
}

/// Counted by several threads.
private final class Counter: Sendable {
    private let value = Atomic(0)
    var count: Int { value.load(ordering: .relaxed) }
    func add() { value.add(1, ordering: .relaxed) }
}
