/**
 * The report as one HTML file that needs nothing else: the data as JSON inside, a style for light, dark and paper, and a
 * little script that draws the panels and walks the tables for whoever clicks an address.
 */
import type { ReportData } from './report-data.ts';
import { REPORT_SCRIPT } from './report-script.ts';
import { REPORT_STYLE } from './report-style.ts';

const PANELS: readonly (readonly [id: string, title: string])[] = [
  ['verdict', 'Verdict'],
  ['findings', 'Cache and TLB audit'],
  ['map', 'Physical memory'],
  ['list', 'Image list'],
  ['tables', 'Page tables'],
  ['timeline', 'Timeline'],
  ['registers', 'Registers'],
  ['compare', 'Strategies'],
  ['listing', 'Source and listing'],
  ['blob', 'The blob'],
];

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** JSON that may stand in a script element: no '<' in it. */
function inlineJson(data: ReportData): string {
  return JSON.stringify(data).replace(/</g, '\\u003c');
}

export function htmlReport(data: ReportData): string {
  const nav = PANELS.map(([id, title]) => `<a href="#${id}">${title}</a>`).join(' ');
  const sections = PANELS.map(
    ([id, title]) => `<section id="${id}"><h2>${title}</h2><div class="body"></div></section>`,
  ).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(data.title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<header><h1>${escaped(data.title)}</h1><nav>${nav}</nav></header>
<main>
${sections}
</main>
<script type="application/json" id="data">${inlineJson(data)}</script>
<script>${REPORT_SCRIPT}</script>
</body>
</html>
`;
}
