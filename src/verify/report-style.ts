/** The style of the HTML report: light, dark by preference, and paper. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --paper: #ffffff; --faint: #59636f; --rule: #d9dee5; --good: #10713b; --bad: #b3261e; --wash: #f4f6f8;
  --destination: #2f6fb2; --page-tables: #8a5cc2; --image-list: #c2892f; --argument: #2c9a8f; --blob: #c24f2f; --old-kernel: #b9c1cc; --new-kernel: #2f6fb2; --vectors: #a03f7a; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --paper: #14181e; --faint: #95a0ae; --rule: #2e3641; --good: #5fd08f; --bad: #ff8a80; --wash: #1b2129; --old-kernel: #3d4753; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header { position: sticky; top: 0; background: var(--paper); border-bottom: 1px solid var(--rule); padding: .6rem 1.2rem; z-index: 1; }
h1 { font-size: 1.15rem; margin: 0 0 .2rem; } h2 { font-size: 1.05rem; margin: 0 0 .6rem; }
nav a { color: var(--faint); margin-right: .7rem; text-decoration: none; font-size: .85rem; } nav a:hover { text-decoration: underline; }
main { max-width: 78rem; margin: 0 auto; padding: 1rem 1.2rem 4rem; }
section { margin: 0 0 2.2rem; scroll-margin-top: 5rem; }
table { border-collapse: collapse; width: 100%; font-size: .86rem; } .scroll { overflow-x: auto; }
th { text-align: left; color: var(--faint); font-weight: 600; } th, td { padding: .22rem .6rem .22rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
td.n, th.n { text-align: right; padding-right: 1.2rem; } code, pre, td.m { font-family: ui-monospace, Consolas, monospace; font-size: .82rem; white-space: pre-wrap; }
.good { color: var(--good); font-weight: 600; } .bad { color: var(--bad); font-weight: 600; } .faint { color: var(--faint); }
.bar { display: flex; height: 1.6rem; border: 1px solid var(--rule); margin: .2rem 0 .6rem; } .bar i { display: block; min-width: 2px; }
.key { display: inline-block; width: .8rem; height: .8rem; margin: 0 .3rem 0 .9rem; vertical-align: -.1rem; }
button.address { font: inherit; font-family: ui-monospace, Consolas, monospace; font-size: .82rem; color: inherit; background: var(--wash); border: 1px solid var(--rule); border-radius: 4px; padding: 0 .35rem; cursor: pointer; }
#walk { background: var(--wash); border: 1px solid var(--rule); padding: .6rem .8rem; margin-top: .6rem; min-height: 2rem; }
input { font: inherit; font-family: ui-monospace, Consolas, monospace; color: inherit; background: var(--wash); border: 1px solid var(--rule); border-radius: 4px; padding: .15rem .4rem; margin-top: .8rem; width: 14rem; }
input::placeholder { color: var(--faint); opacity: 1; }
.finding { border-left: 4px solid var(--bad); background: var(--wash); padding: .5rem .8rem; margin: 0 0 .6rem; }
/* paper is white whatever the screen is; a table that cannot be scrolled must fit; bars mean something by their colour */
@media print { :root { color-scheme: light; font-size: 10px; } body { font-size: 11px; } header { position: static; } nav, input { display: none; }
  main { padding: 1rem 0; max-width: none; } .scroll { overflow: visible; } code, pre, td.m { overflow-wrap: anywhere; tab-size: 2; } .bar i, .key { print-color-adjust: exact; }
  h2 { break-after: avoid; } tr, .bar, .finding { break-inside: avoid; } .good, .bad { overflow-wrap: normal; } }
`;
