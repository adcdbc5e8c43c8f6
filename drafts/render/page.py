"""The look of the HTML files that leave: one quiet style sheet for the screen, by day and by night, and for paper.

Nothing depends on colour: what is new is underlined, what is gone is struck through, moves are doubled, and each is
also said in words that only screen readers show.
"""

from __future__ import annotations

from typing import Final

_COLOURS: Final = """\
:root {
  color-scheme: light dark;
  --paper: #fdfdfb; --ink: #1d1f23; --quiet: #5d626b; --gone: #666a72; --line: #dddcd6; --accent: #1f4e8c;
  --wash: #f1f4f9;
  --serif: Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, "Liberation Serif", serif;
  --sans: "Segoe UI", system-ui, -apple-system, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #17191d; --ink: #e4e4e0; --quiet: #a2a7b0; --gone: #9a9fa8; --line: #33373e; --accent: #93b8ee;
    --wash: #1f242c; }
}
"""

_BASE: Final = """\
* { box-sizing: border-box; }
html { font-size: 17px; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.62 var(--serif); }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .18em; }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 2px; }
.sr { position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; user-select: none; }
.skip { position: absolute; left: -100vw; background: var(--paper); padding: .6rem 1rem; font-family: var(--sans); }
.skip:focus { left: 1rem; top: 1rem; }
.page { max-width: 62rem; margin: 0 auto; padding: 4.5rem 2.5rem 6rem; }
.kicker { margin: 0 0 .7rem; font: 600 .72rem/1.3 var(--sans); letter-spacing: .14em; text-transform: uppercase;
  color: var(--accent); }
h1 { margin: 0; font-size: 2.05rem; font-weight: 500; line-height: 1.22; letter-spacing: -.008em;
  text-wrap: balance; overflow-wrap: anywhere; }
.facts { margin: 1.1rem 0 0; color: var(--quiet); font: .86rem/1.6 var(--sans); }
.facts b { color: var(--ink); font-weight: 600; }
.head { padding-bottom: 2.2rem; border-bottom: 1px solid var(--line); }
ins, del { text-decoration-skip-ink: none; }
ins { color: var(--accent); text-decoration: underline; text-decoration-thickness: 1.5px;
  text-underline-offset: .17em; }
del { color: var(--gone); text-decoration: line-through; text-decoration-thickness: 1.5px; }
del + ins { margin-left: .14em; }
ins.moved { text-decoration-style: double; text-decoration-thickness: 1px; }
del.moved { text-decoration-style: double; text-decoration-thickness: 1px; }
ins del { color: var(--accent); text-decoration: underline line-through; }
.notes { margin-top: 4rem; padding-top: 1.8rem; border-top: 1px solid var(--line); font-size: .9rem; }
.notes h2 { margin: 0 0 1rem; font: 600 .8rem/1.4 var(--sans); letter-spacing: .06em; text-transform: uppercase;
  color: var(--quiet); }
.notes ul { margin: 0; padding-left: 1.2rem; }
.notes li { margin: .5rem 0; overflow-wrap: anywhere; }
.code { color: var(--quiet); font: .8rem var(--sans); }
footer { margin-top: 4rem; color: var(--quiet); font: .78rem/1.6 var(--sans); }
"""

_LIST: Final = """\
.counts { display: flex; flex-wrap: wrap; gap: 1.2rem 2.6rem; margin: 1.7rem 0 0; padding: 0; list-style: none;
  font-family: var(--sans); }
.counts b { display: block; font: 500 1.5rem/1.2 var(--serif); font-variant-numeric: lining-nums; }
.counts span { color: var(--quiet); font-size: .8rem; }
.toc { margin: 2.4rem 0 0; font: .88rem/1.5 var(--sans); }
.toc h2 { margin: 0 0 .8rem; font: 600 .8rem/1.4 var(--sans); letter-spacing: .06em; text-transform: uppercase;
  color: var(--quiet); }
.toc ol { margin: 0; padding: 0; list-style: none; columns: 2; column-gap: 3.5rem; }
.toc li { display: flex; justify-content: space-between; gap: 1rem; padding: .32rem 0; break-inside: avoid;
  border-bottom: 1px solid var(--line); }
.toc a { color: inherit; text-decoration: none; overflow-wrap: anywhere; }
.toc a:hover { color: var(--accent); text-decoration: underline; }
.toc span { color: var(--quiet); font-variant-numeric: tabular-nums; }
.clause { margin-top: 3.6rem; }
.clause > h2 { margin: 0 0 .4rem; font-size: 1.25rem; font-weight: 600; line-height: 1.35; overflow-wrap: anywhere; }
.changes { margin: 0; padding: 0; list-style: none; }
.change { display: grid; grid-template-columns: 3rem minmax(0, 1fr); padding: 1.25rem 0 1.3rem;
  border-bottom: 1px solid var(--line); scroll-margin-top: 1rem; }
.change:target { background: var(--wash); box-shadow: -1rem 0 var(--wash), 1rem 0 var(--wash); }
.change > a { color: var(--accent); font: 600 .88rem/1.75 var(--sans); font-variant-numeric: tabular-nums;
  text-decoration: none; }
.about { display: flex; flex-wrap: wrap; gap: 0 1.4rem; margin: 0; color: var(--quiet);
  font: .8rem/1.9 var(--sans); }
.about b { color: var(--ink); font-weight: 600; }
.words { margin: .35rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; max-width: 44rem; }
.context { color: var(--quiet); }
.why { margin: .35rem 0 0; max-width: 44rem; color: var(--quiet); font: .86rem/1.6 var(--sans); }
.why b { color: var(--ink); font-weight: 600; }
.words ins, .words del { font-weight: 500; }
.none { margin: 3rem 0; color: var(--quiet); }
@media (max-width: 44rem) {
  .toc ol { columns: 1; }
  .change { grid-template-columns: 2.3rem minmax(0, 1fr); }
}
"""

_FINDINGS: Final = """\
.toc.one ol { columns: 1; }
.toc span { text-align: right; }
.rule { color: var(--accent); font: 600 .88rem/1.75 var(--sans); font-variant-numeric: tabular-nums; }
.places { margin: .5rem 0 0; padding-left: 1.2rem; max-width: 44rem; color: var(--quiet);
  font: .86rem/1.6 var(--sans); }
.places li { overflow-wrap: anywhere; }
.places b { color: var(--ink); font-weight: 600; }
.mend { font-style: italic; }
"""

_MEMO: Final = """\
.brief { margin: 1.1rem 0 0; max-width: 44rem; }
.told { margin: .35rem 0 .5rem; padding-left: 1.2rem; max-width: 48rem; }
.told li { margin: .22rem 0; overflow-wrap: anywhere; }
.clause { margin-top: 2.4rem; break-inside: avoid; }
.about { max-width: 48rem; display: block; }
"""

_RETURNED: Final = """\
.alarm { margin-top: 2.6rem; padding: 1.4rem 1.8rem .4rem; border: 3px solid var(--ink); }
.alarm h2 { margin: 0 0 .3rem; font-size: 1.25rem; font-weight: 600; }
.why { margin: 0; color: var(--quiet); font: .86rem/1.6 var(--sans); }
.unmarked .about b, .unmarked .about strong { border: 2px solid var(--ink); padding: 0 .4em; font-weight: 700; }
.clause .unmarked { border-left: 5px double var(--ink); padding-left: 1rem; }
.threads ul { margin: .4rem 0; }
.threads p { margin: .2rem 0; white-space: pre-wrap; }
"""

_IMPORT: Final = """\
.text { margin-top: 1rem; max-width: 48rem; }
.line { margin: .3rem 0; padding-left: calc(var(--in) * 1.8rem); overflow-wrap: anywhere; }
.line.own { border-left: 3px solid var(--accent); padding-left: calc(var(--in) * 1.8rem + .8rem); }
.mark { margin-right: .6em; color: var(--accent); font: 600 .72rem/1 var(--sans); }
.tablewrap { overflow-x: auto; margin: .8rem 0 .4rem; }
table { border-collapse: collapse; width: 100%; font: .84rem/1.5 var(--sans); }
td, th { padding: .4rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top;
  font-weight: inherit; overflow-wrap: anywhere; }
thead th { color: var(--quiet); }
tbody th { font-weight: 600; }
details { margin: 1rem 0; }
summary { cursor: pointer; font: 600 .9rem/1.6 var(--sans); }
details li { margin: .3rem 0; overflow-wrap: anywhere; }
@media print { details > * { display: block; } }
"""

_INDENTS: Final = "".join(f".in-{n} {{ --in: {n / 2:g}; padding-left: {n / 2:g}em; }}\n" for n in range(1, 25))
"""The indents of paragraphs, in halves of an em."""

_SHEET: Final = (
    _INDENTS
    + """\
.legend { display: flex; flex-wrap: wrap; gap: .4rem 2rem; margin: 1.5rem 0 0; font-size: .92rem; }
.page.wide { max-width: 70rem; }
.sheet { margin-top: 3.2rem; }
.row { display: grid; grid-template-columns: minmax(0, 1fr) 13rem; column-gap: 3rem; padding-left: 1.4rem;
  border-left: 2px solid transparent; }
.row.touched { border-left-color: var(--accent); }
.row > .text > :first-child { margin-top: 0; }
.row > .text > :last-child { margin-bottom: 0; }
.row { padding-top: .34rem; padding-bottom: .34rem; }
.sheet p, .sheet h2, .sheet h3, .sheet h4, .sheet h5, .sheet h6 { margin: 0; white-space: pre-wrap;
  overflow-wrap: anywhere; tab-size: 4; }
.sheet h2, .sheet h3, .sheet h4, .sheet h5, .sheet h6 { font-size: 1.06rem; font-weight: 600; line-height: 1.4; }
.sheet h2 { font-size: 1.16rem; }
.row.heading { padding-top: 1.7rem; }
.center { text-align: center; }
.right { text-align: right; }
.item { text-indent: calc(max(-2.4em, var(--in) * -1em)); }
.item > * { text-indent: 0; }
.label { display: inline-block; min-width: calc(min(2.4em, var(--in) * 1em)); padding-right: .45em;
  font-variant-numeric: lining-nums; }
.b { font-weight: 600; } .i { font-style: italic; } .caps { text-transform: uppercase; letter-spacing: .03em; }
.small { font-variant-caps: small-caps; } .u { text-decoration: underline; } .s { text-decoration: line-through; }
.hidden { border: 1px dashed var(--quiet); }
.look { border-bottom: 2px dotted var(--accent); }
sup, sub { font-size: .72em; line-height: 0; }
.at { margin-right: .12em; color: var(--accent); font: 600 .62em/0 var(--sans); vertical-align: .55em;
  text-decoration: none; user-select: none; }
.pilcrow { font-size: .85em; }
.margin { margin: 0; padding: 0; list-style: none; color: var(--quiet); font: .76rem/1.5 var(--sans); }
.margin li { padding: .18rem 0; overflow-wrap: anywhere; scroll-margin-top: 2rem; }
.margin b { color: var(--accent); font-weight: 600; font-variant-numeric: tabular-nums; margin-right: .35em; }
.margin .who { display: block; }
:target > b, .sheet ins:target, .sheet del:target { background: var(--wash); }
.box { margin: .6rem 0; padding: .7rem 1rem; border: 1px solid var(--line); }
.tablewrap { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; line-height: 1.5; }
td, th { padding: .5rem .7rem; border: 1px solid var(--line); text-align: left; vertical-align: top;
  font-weight: inherit; }
th { background: var(--wash); font-weight: 600; }
tr.in > * { border-left-color: var(--accent); }
.asides { margin-top: 4rem; padding-top: 1.8rem; border-top: 1px solid var(--line); }
.asides > h2 { margin: 0 0 1rem; font: 600 .8rem/1.4 var(--sans); letter-spacing: .06em; text-transform: uppercase;
  color: var(--quiet); }
.aside { display: grid; grid-template-columns: 3.2rem minmax(0, 1fr); margin-bottom: .7rem; font-size: .92rem; }
.aside > .name { font: 600 .82rem/1.9 var(--sans); }
.aside.wide-name { grid-template-columns: 7rem minmax(0, 1fr); }
@media (max-width: 52rem) {
  .row { grid-template-columns: minmax(0, 1fr); padding-left: .9rem; }
  .margin { display: flex; flex-wrap: wrap; gap: 0 1.4rem; padding-top: .2rem; }
  .margin .who { display: inline; margin-left: .4em; }
  .page, .page.wide { padding: 2.6rem 1.2rem 4rem; }
}
"""
)

_PRINT: Final = """\
@media print {
  :root { --paper: #fff; --ink: #000; --quiet: #444; --gone: #444; --line: #bbb; --accent: #143a6b; --wash: #fff; }
  @page { margin: 20mm 18mm; }
  html { font-size: 10.5pt; }
  body { line-height: 1.5; }
  .page, .page.wide { max-width: none; padding: 0; }
  .skip, .toc { display: none; }
  .change, .row, tr { break-inside: avoid; }
  h2, h3, h4, .row.heading { break-after: avoid; }
  .row { grid-template-columns: minmax(0, 1fr) 38mm; column-gap: 6mm; }
  a { color: inherit; text-decoration: none; }
}
"""

CHANGES_STYLE: Final = _COLOURS + _BASE + _LIST + _PRINT
"""For the list of changes."""
FINDINGS_STYLE: Final = _COLOURS + _BASE + _LIST + _FINDINGS + _PRINT
"""For the findings of the checks."""
MEMO_STYLE: Final = _COLOURS + _BASE + _LIST + _MEMO + _PRINT
"""For the change memo."""
REDLINE_STYLE: Final = _COLOURS + _BASE + _SHEET + _PRINT
"""For the redlined document."""
RETURNED_STYLE: Final = _COLOURS + _BASE + _LIST + _RETURNED + _PRINT
"""For what came back."""
IMPORT_STYLE: Final = _COLOURS + _BASE + _LIST + _IMPORT + _PRINT
"""For what a file would become."""
PAGES_STYLE: Final = _COLOURS + _BASE + _LIST + _SHEET + _PRINT
"""For the pages of a server, which add their own."""
