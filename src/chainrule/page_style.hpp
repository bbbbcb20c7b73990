#pragma once

/// @file
/// How every page looks: one column of readable width, light or dark as the reader's
/// system is set, and fit for paper.

#include <string_view>

namespace chainrule {

inline constexpr std::string_view page_style = R"css(
:root {
  color-scheme: light dark;
  --text: #1d2228; --quiet: #5b6570; --page: #fbfbf9; --card: #ffffff;
  --line: #dfe3e6; --accent: #0072b2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e4e7ea; --quiet: #9aa5af; --page: #15181b; --card: #1e2226;
    --line: #343a40; --accent: #6cb8e6;
  }
  figure img { filter: brightness(0.9); }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; padding: 3rem 1.25rem 5rem; background: var(--page); color: var(--text);
  font: 1.0625rem/1.6 system-ui, "Segoe UI", "DejaVu Sans", sans-serif;
}
main { max-width: 49rem; margin: 0 auto; }
h1 { margin: 0.2rem 0 1.6rem; font-size: 1.9rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 {
  margin: 3.5rem 0 1.2rem; padding-bottom: 0.35rem; font-size: 1.3rem;
  border-bottom: 1px solid var(--line);
}
p, ul { max-width: 40rem; overflow-wrap: anywhere; }
a { color: var(--accent); }
.kind { margin: 0; color: var(--quiet); font-size: 0.95rem; }
.headlines { display: flex; flex-wrap: wrap; gap: 0.8rem; margin: 0; }
.headlines div {
  flex: 1 1 9rem; padding: 0.8rem 1rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 0.5rem;
}
.headlines dt { color: var(--quiet); font-size: 0.85rem; }
.headlines dd { margin: 0; font-size: 1.45rem; font-variant-numeric: tabular-nums; }
figure { margin: 0 0 2.8rem; }
figure img {
  display: block; width: 100%; height: auto; background: #ffffff;
  border: 1px solid var(--line); border-radius: 0.5rem;
}
figcaption { max-width: 42rem; margin-top: 0.7rem; color: var(--quiet); font-size: 0.95rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.28rem 0.9rem; text-align: right; white-space: nowrap; }
th { color: var(--quiet); font-weight: 600; }
thead th { border-bottom: 1px solid var(--line); vertical-align: bottom; }
th:first-child, td:first-child { padding-left: 0; text-align: left; }
tr.kept td { font-weight: 600; color: var(--accent); }
details { margin: 1rem 0; }
summary { cursor: pointer; color: var(--accent); }
pre {
  padding: 1rem; overflow-x: auto; background: var(--card); border: 1px solid var(--line);
  border-radius: 0.5rem; font: 0.85rem/1.5 ui-monospace, "DejaVu Sans Mono", monospace;
}
@media print {
  body { padding: 0; background: #ffffff; color: #000000; font-size: 10pt; }
  figure, .headlines, tr { break-inside: avoid; }
  h2 { break-after: avoid; }
}
)css";

}  // namespace chainrule
