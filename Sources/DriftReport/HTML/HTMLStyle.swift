/// The style sheet of the HTML page: light and dark by the reader's preference, for narrow windows and for paper.
///
/// Text has a contrast of at least 4.5 to 1 on every background that it stands on (WCAG 2.2, 1.4.3).
enum HTMLStyle {
    static let sheet: Tags = """

        :root {
          color-scheme: light dark;
          --page: #f5f6f8; --surface: #ffffff; --sunken: #f7f8fa; --rule: #dfe3e8; --ink: #1b212a; --soft: #59636f;
          --accent: #0b5cad; --top: #101720; --top-ink: #f2f5f9; --top-soft: #a3afbd;
          --red: #b3261e; --red-tint: #fdeceb; --amber: #8a4b08; --amber-tint: #fdf1dc; --green: #14692f;
          --green-tint: #e4f5e9; --violet: #6b3fa0; --violet-tint: #f2ebfb; --blue: #0b5394; --blue-tint: #e5f0fb;
          --plum: #9b1c5c; --plum-tint: #fce8f1; --slate: #485361; --slate-tint: #e9edf1;
          --mono: ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
          --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #0e1217; --surface: #161c24; --sunken: #11161d; --rule: #2a323d; --ink: #e4e8ee; --soft: #9ba7b5;
            --accent: #79b8ff; --top: #090c10; --top-ink: #f2f5f9; --top-soft: #94a1b0;
            --red: #ff9c93; --red-tint: #3a1a1a; --amber: #f3bd66; --amber-tint: #36270f; --green: #7fd89a;
            --green-tint: #12301d; --violet: #cdb0f5; --violet-tint: #2b2040; --blue: #8ec5ff; --blue-tint: #132a42;
            --plum: #ff9cc8; --plum-tint: #3d1729; --slate: #b6c1cd; --slate-tint: #262f3a;
          }
        }
        .drifted, .finding.error { --c: var(--red); --t: var(--red-tint); }
        .conflict { --c: var(--plum); --t: var(--plum-tint); }
        .missing, .finding.warning { --c: var(--amber); --t: var(--amber-tint); }
        .extra { --c: var(--blue); --t: var(--blue-tint); }
        .foreign { --c: var(--violet); --t: var(--violet-tint); }
        .unknown, .terminating { --c: var(--slate); --t: var(--slate-tint); }
        .inSync { --c: var(--green); --t: var(--green-tint); }
        * { box-sizing: border-box; margin: 0; }
        html { scroll-behavior: smooth; }
        body { background: var(--page); color: var(--ink); font: 15px/1.55 var(--sans); overflow-wrap: anywhere; }
        .wide { max-width: 1120px; margin: 0 auto; padding: 0 24px; }
        .top { background: var(--top); color: var(--top-ink); padding: 30px 0 34px; }
        .brand { font: 600 13px/1.5 var(--mono); letter-spacing: .02em; color: var(--top-ink); }
        .brand span { color: var(--top-soft); font-weight: 400; }
        h1 { font-size: 30px; line-height: 1.2; font-weight: 680; letter-spacing: -.015em; margin-top: 10px; }
        h2 { font-size: 22px; line-height: 1.3; letter-spacing: -.01em; }
        h3 { font-size: 16px; line-height: 1.4; }
        a { color: inherit; text-underline-offset: 3px; }
        a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
        nav ul { list-style: none; padding: 0; margin-top: 18px; display: grid; gap: 6px; }
        nav a { font-weight: 600; margin-right: 10px; }
        nav span { color: var(--top-soft); }
        section { padding: 30px 0 14px; }
        section + section { border-top: 1px solid var(--rule); }
        code, pre, .place, .name, time { font-family: var(--mono); font-size: .9em; }
        .facts { display: flex; flex-wrap: wrap; gap: 10px 44px; margin: 10px 0 22px; }
        .facts > div { max-width: 100%; }
        dt { font-size: 12px; color: var(--soft); }
        dd span { color: var(--soft); font-size: 13px; }
        .cards { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 12px; }
        time { white-space: nowrap; }
        .card { flex: 1 1 148px; max-width: 320px; background: var(--surface); border: 1px solid var(--rule); border-top: 3px solid var(--c);
          border-radius: 10px; padding: 12px 14px 13px; display: flex; flex-direction: column; }
        .card strong { font-size: 28px; line-height: 1.2; font-weight: 680; letter-spacing: -.02em;
          font-variant-numeric: tabular-nums; }
        .label { color: var(--c); font-weight: 600; }
        .meaning { color: var(--soft); font-size: 12.5px; line-height: 1.4; margin-top: 2px; }
        .glyph { display: inline-block; width: 1.15em; font-weight: 700; }
        .bar { display: block; width: 100%; height: 6px; margin: 14px 0 24px; border-radius: 3px; }
        .bar rect { fill: var(--c); }
        .gaps { background: var(--amber-tint); border: 1px solid var(--amber); border-radius: 10px; padding: 12px 16px;
          margin-bottom: 24px; }
        .gaps h3 { color: var(--amber); }
        .gaps ul { padding-left: 18px; }
        .heading { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 4px 20px;
          margin-bottom: 10px; }
        .legend { font-size: 13px; display: flex; gap: 8px; }
        .legend span { padding: 1px 8px; border-radius: 5px; }
        .legend b { font-family: var(--mono); }
        .live { background: var(--red-tint); color: var(--red); }
        .git { background: var(--green-tint); color: var(--green); }
        .objects, .findings { list-style: none; padding: 0; display: grid; gap: 10px; margin-bottom: 28px; }
        .objects > li, .findings > li, .rest { background: var(--surface); border: 1px solid var(--rule);
          border-radius: 10px; min-width: 0; }
        .object { border-left: 4px solid var(--c) !important; }
        summary { cursor: pointer; padding: 11px 16px; border-radius: 10px; }
        .object summary { display: flex; flex-wrap: wrap; align-items: center; gap: 3px 12px; list-style: none; }
        .object summary::-webkit-details-marker { display: none; }
        .object summary::after { content: "▸"; color: var(--soft); width: 1em; text-align: center; }
        .object details[open] > summary::after { content: "▾"; }
        summary:hover { background: var(--sunken); }
        .chip { background: var(--t); color: var(--c); font-weight: 600; font-size: 13px; border-radius: 20px;
          padding: 1px 11px 1px 9px; white-space: nowrap; }
        .name { font-weight: 600; font-size: 14px; }
        .kind { font-weight: 400; color: var(--soft); }
        .count { color: var(--soft); font-size: 13px; }
        .place { color: var(--soft); font-size: 12.5px; }
        .object summary .place { margin-left: auto; }
        .body { padding: 2px 16px 14px; }
        .statement { color: var(--soft); }
        .change { border-top: 1px solid var(--rule); padding: 12px 0 4px; margin-top: 8px; }
        .change:first-child { border-top: 0; margin-top: 0; padding-top: 6px; }
        .head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 16px; }
        .path { font-size: 13.5px; font-weight: 600; }
        .diff { background: var(--sunken); border: 1px solid var(--rule); border-radius: 8px; margin: 7px 0; padding: 5px 0;
          font-size: 13px; line-height: 1.55; }
        .line { display: grid; grid-template-columns: 30px minmax(0, 1fr); padding-right: 12px; white-space: pre-wrap;
          overflow-wrap: anywhere; }
        .sign { text-align: center; font-weight: 700; }
        .fold { color: var(--soft); font-style: italic; }
        .diff, .fold span { tab-size: 4; }
        .who, .remark, .hint, .note { font-size: 13.5px; color: var(--soft); }
        .who b { color: var(--ink); font-weight: 600; }
        .hint { color: var(--ink); margin-top: 2px; }
        .hint b, .body > .note b { font-size: 12px; background: var(--blue-tint); color: var(--blue); border-radius: 5px;
          padding: 1px 7px; margin-right: 5px; font-weight: 600; }
        .body > .note { border-top: 1px solid var(--rule); margin-top: 10px; padding-top: 10px; color: var(--ink); }
        .findings { margin-top: 10px; }
        .finding { padding: 11px 16px; }
        .finding p:first-child { display: flex; flex-wrap: wrap; align-items: center; gap: 3px 12px; }
        .rest { margin-bottom: 20px; }
        .rest summary { font-weight: 600; }
        table { width: 100%; border-collapse: collapse; font-size: 13.5px; }
        th, td { text-align: left; padding: 5px 16px; border-top: 1px solid var(--rule); vertical-align: top; }
        th { color: var(--soft); font-weight: 600; font-size: 12px; }
        footer { color: var(--soft); font-size: 12.5px; padding-bottom: 40px !important; }
        footer p { border-top: 1px solid var(--rule); padding-top: 14px; }
        @media (max-width: 640px) {
          .wide { padding: 0 14px; }
          .top { padding: 22px 0 24px; }
          h1 { font-size: 24px; }
          .cards { gap: 8px; }
          .card { flex-basis: calc(50% - 4px); max-width: calc(50% - 4px); }
          .object summary .place { margin-left: 0; flex-basis: 100%; }
          .object summary .name { flex-basis: 100%; order: 1; }
          .object summary .place { order: 2; }
          .object summary .place:empty { display: none; }
          .object summary::after { margin-left: auto; }
          th, td { padding: 5px 10px; }
          .body { padding: 2px 12px 12px; }
          .line { grid-template-columns: 22px minmax(0, 1fr); }
        }
        @media print {
          body { background: #fff; font-size: 11px; }
          .top { background: none; color: #000; padding: 0 0 8px; }
          .brand, .brand span, nav span { color: #444; }
          .wide { max-width: none; padding: 0; }
          .change, .card, .finding { break-inside: avoid; }
          .object summary::after { content: none; }
          .live, .git, .chip, .card, .bar rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          details:not(.rest)::details-content { content-visibility: visible; display: block; }
        }

        """
}
