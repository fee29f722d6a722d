/// What the controller's pages add to the style sheet of the report.
enum StatusStyle {
    static let sheet: Tags = """
        .failing { --c: var(--red); --t: var(--red-tint); }
        [hidden] { display: none !important; }
        .quiet, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
          white-space: nowrap; }
        .skip { position: absolute; top: 8px; left: 8px; z-index: 2; background: var(--surface); color: var(--ink);
          padding: 8px 14px; border-radius: 8px; }
        main:focus { outline: none; }
        header.top { padding: 14px 0 0; }
        header.top .wide { display: flex; flex-wrap: wrap; align-items: center; gap: 10px 16px; min-height: 36px; }
        header nav ol { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0 8px; font: 600 13px/1.5 var(--mono); }
        header nav a { margin: 0; color: var(--top-ink); text-decoration: none; }
        header nav a:hover { text-decoration: underline; }
        header nav li + li { color: var(--top-soft); font-weight: 400; }
        header nav li + li::before { content: "/"; margin-right: 8px; color: var(--top-soft); }
        header a:focus-visible, .hero a:focus-visible { outline-color: #79b8ff; }
        .filter { margin-left: auto; flex: 0 1 250px; }
        .filter input { width: 100%; font: 14px/1.4 var(--sans); color: var(--top-ink); background: #1c2530; border: 1px solid #6d7b8a;
          border-radius: 8px; padding: 6px 11px; }
        .filter input::placeholder { color: var(--top-soft); opacity: 1; }
        .filter input:focus-visible { outline: 2px solid #79b8ff; outline-offset: 1px; }
        .pulse { font-size: 13px; color: var(--top-soft); display: flex; align-items: center; gap: 7px; white-space: nowrap; }
        .filter[hidden] + .pulse, nav + .pulse { margin-left: auto; }
        .dot { width: 8px; height: 8px; border-radius: 50%; background: #77838f; }
        .pulse[data-state=live] .dot { background: #56c27b; }
        .pulse[data-state=stale] { color: #ffc46b; font-weight: 600; }
        .pulse[data-state=stale] .dot { background: #ffb020; border-radius: 1px; }
        .hero { background: var(--top); color: var(--top-ink); padding: 20px 0 28px; margin-bottom: 24px; }
        .stale .hero { border-bottom: 3px solid #ffb020; }
        .hero h1 { margin: 0; display: flex; flex-wrap: wrap; align-items: center; gap: 6px 14px; }
        .hero .chip { font-size: 14px; letter-spacing: 0; }
        .lead { color: var(--top-soft); margin-top: 6px; }
        .hero time, .lead time { font-family: inherit; font-size: inherit; }
        .hero .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 14px 28px; margin-top: 20px;
          padding-top: 16px; border-top: 1px solid #2a3542; font-size: 14px; }
        .hero .broad { grid-column: span 2; }
        .hero dt, .hero dd span { color: var(--top-soft); }
        .hero dd { min-width: 0; }
        h2 { font-size: 18px; }
        main section { padding: 0 0 26px; }
        main section + section { border-top: 0; }
        .environments { list-style: none; padding: 0; display: grid; gap: 14px; margin-bottom: 28px; }
        .environment { background: var(--surface); border: 1px solid var(--rule); border-left: 4px solid var(--c); border-radius: 10px;
          padding: 15px 18px 14px; min-width: 0; }
        .row { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; }
        .environment h3 { font-size: 18px; letter-spacing: -.01em; min-width: 0; }
        .environment h3 a { text-decoration-color: var(--rule); }
        .environment h3 a:hover { text-decoration-color: currentColor; }
        .checked { margin-left: auto; color: var(--soft); font-size: 13px; }
        .sentence { margin-top: 3px; }
        .checked time, .sentence time, .facts time, .tags time, .notice time, .history time { font-family: inherit; font-size: inherit; }
        .environment .bar { margin: 10px 0 13px; }
        .environment .facts { margin: 0; gap: 6px 36px; font-size: 14px; }
        .facts { margin: 0; }
        .facts code { font-size: .93em; }
        .failure { color: var(--c); background: var(--t); border-radius: 8px; padding: 8px 12px; margin: 10px 0 12px; font-size: 14px; }
        .tags { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 6px; margin-top: 12px; font-size: 13px; }
        .tags li { background: var(--slate-tint); color: var(--slate); border-radius: 20px; padding: 1px 11px; }
        .notices { display: grid; gap: 12px; }
        .notice { border: 1px solid var(--c); border-left-width: 4px; background: var(--surface); border-radius: 10px; padding: 12px 16px 13px;
          min-width: 0; }
        .notice h3 { color: var(--c); }
        .notice ul, .notice ol { padding-left: 20px; margin-top: 4px; }
        .notice .meta, .explanation { color: var(--soft); font-size: 13.5px; }
        .notice summary { padding: 4px 6px; margin: 4px -6px 0; width: fit-content; }
        .hash { background: var(--sunken); border: 1px solid var(--rule); border-radius: 6px; padding: 2px 8px; user-select: all; }
        .declared, .more { font-size: 13.5px; color: var(--soft); }
        a.place { color: var(--accent); }
        .more a, footer a { color: var(--accent); }
        .panel, .plain { background: var(--surface); border: 1px solid var(--rule); border-radius: 10px; margin-top: 10px; }
        .plain { list-style: none; padding: 6px 0; font-family: var(--mono); font-size: 13px; }
        .rest .plain { border: 0; margin: 0; }
        .plain li { padding: 4px 16px; }
        .rest > p { padding: 4px 16px 12px; color: var(--soft); }
        .nothing { color: var(--soft); padding: 0 0 24px; }
        .history { border-collapse: separate; border-spacing: 0; }
        .history thead th { border-top: 0; }
        .history td:first-child { white-space: nowrap; color: var(--soft); }
        .history .name { font-weight: 400; font-size: 13px; min-width: 200px; }
        .details { color: var(--soft); }
        @media (max-width: 640px) {
          .hero { padding: 14px 0 20px; margin-bottom: 16px; }
          .filter { order: 3; flex-basis: 100%; margin: 0; }
          .filter input { font-size: 16px; }
          .pulse { margin-left: auto; }
          .hero .facts { grid-template-columns: 1fr 1fr; gap: 12px 20px; }
          .environment { padding: 13px 14px; }
          .checked { margin-left: 0; flex-basis: 100%; }
          .environment .facts { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 8px 20px; }
          .environment .facts > :first-child { grid-column: span 2; }
          .facts { gap: 10px 28px; }
          .history thead { position: absolute; clip-path: inset(50%); }
          .history, .history tbody, .history tr, .history td { display: block; }
          .history tr { padding: 10px 14px; border-top: 1px solid var(--rule); }
          .history tbody tr:first-child { border-top: 0; }
          .history td { border: 0; padding: 1px 0; }
          .history td:first-child, .history td:nth-child(2) { display: inline-block; margin-right: 10px; }
        }
        @media (prefers-reduced-motion: no-preference) {
          .pulse[data-state=live] .dot { animation: pulse 2.4s ease-in-out infinite; }
          @keyframes pulse { 50% { opacity: .35; } }
        }

        """
}
