/** What runs in the report's page: draws every panel from the JSON, and walks tables. No library, no network. */
export const REPORT_SCRIPT = String.raw`
const data = JSON.parse(document.getElementById('data').textContent);
const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') node.addEventListener('click', value);
    else node.setAttribute(name, value);
  }
  for (const child of children.flat(Infinity)) node.append(child instanceof Node ? child : String(child));
  return node;
};
const body = (id) => document.querySelector('#' + id + ' .body');
const table = (head, rows, numeric = []) => make('div', { class: 'scroll' }, make('table', {},
  make('thead', {}, make('tr', {}, head.map((title, n) => make('th', numeric.includes(n) ? { class: 'n' } : {}, title)))),
  make('tbody', {}, rows.map((cells) => make('tr', {}, cells.map((cell, n) => make('td', { class: numeric.includes(n) ? 'n' : 'm' }, cell)))))));
const word = (verdict) => make('span', { class: verdict === 'PASS' ? 'good' : 'bad' }, verdict);
const place = (at) => (at && at.file ? at.file + ':' + at.line : '');

body('verdict').append(
  make('p', {}, word(data.verdict.verdict), ' ', data.verdict.instructions.toLocaleString('en') + ' instructions in all'),
  table(['entry', '', 'pages', 'instructions', 'a page', 'tables', 'findings'],
    data.verdict.entries.map((e) => [e.entry, word(e.verdict), e.pagesCopied, e.instructions.toLocaleString('en'), e.instructionsPerPage === null ? '' : e.instructionsPerPage.toFixed(1), e.tablePages + ' + ' + e.identityTablePages, e.findings]), [2, 3, 4, 6]),
  make('div', {}, make('p', { class: 'faint' }, 'Again: '), data.commands.map((command) => make('pre', {}, command))));

body('findings').append(data.verdict.findings.length === 0
  ? make('p', { class: 'good' }, 'Nothing was found: every legal behaviour of caches, TLBs and system registers on the paths that ran gives the same result.')
  : make('div', {}, data.verdict.findings.map((f) => make('div', { class: 'finding' },
      make('b', {}, f.message), make('div', { class: 'faint' }, f.entry + ' · ' + f.rule + ', class ' + f.class + (f.count > 1 ? ' · ' + f.count + ' times' : '')),
      f.cause ? make('div', {}, 'cause: ', make('code', {}, f.cause.insn), ' ', place(f.cause)) : '',
      f.effect ? make('div', {}, 'effect: ', make('code', {}, f.effect.insn), ' ', place(f.effect)) : '',
      f.walk ? make('div', {}, 'walk:', f.walk.map((step) => make('div', {}, make('code', {}, step)))) : '',
      f.missing ? make('div', {}, 'missing: ', f.missing) : '', make('div', { class: 'faint' }, f.section)))));

const size = (range) => Number(BigInt(range.end) - BigInt(range.start));
const kib = (range) => String(Math.round(size(range) / 102.4) / 10);
const bar = (ranges) => {
  const total = ranges.reduce((sum, range) => sum + size(range), 0);
  return make('div', { class: 'bar' }, ranges.map((range) => make('i', { style: 'flex:' + Math.max(size(range) / total, 0.001) + ';background:var(--' + range.role + ')', title: range.start + '-' + range.end + ' ' + range.name })));
};
const roles = [...new Set(data.before.map(({ role }) => role))];
body('map').append(
  make('p', {}, 'Before', roles.map((role) => [make('span', { class: 'key', style: 'background:var(--' + role + ')' }), role])), bar(data.before),
  table(['start', 'end', 'KiB', 'what'], data.before.filter(({ role }) => role !== 'old-kernel').map((r) => [r.start, r.end, kib(r), r.name]), [2]),
  make('p', {}, 'After'), table(['start', 'end', 'KiB', 'what'], data.after.map((r) => [r.start, r.end, kib(r), r.name]), [2]));

body('list').append(table(['page', 'source', 'destination'], data.moves.slice(0, 64).map((move, n) => [n, move.source, move.destination]), [0]),
  data.moves.length > 64 ? make('p', { class: 'faint' }, (data.moves.length - 64) + ' more') : '');

const walkOf = (tables, va) => {
  const steps = [];
  const { shift, vaBits } = tables;
  const above = va >> BigInt(vaBits);
  if (above !== 0n && above !== (1n << BigInt(64 - vaBits)) - 1n) return ['translation fault: outside of the ' + vaBits + ' bits that this half translates'];
  const stride = shift - 3;
  let level = 4 - Math.ceil((vaBits - shift) / stride);
  let at = BigInt(tables.root) & 0xffffffffffc0n;
  for (; level <= 3; level++) {
    const low = shift + stride * (3 - level);
    const high = Math.min(vaBits, low + stride);
    const index = Number((va >> BigInt(low)) & ((1n << BigInt(high - low)) - 1n));
    const page = tables.pages['0x' + at.toString(16)] || [];
    const entry = page.find(([number]) => number === index);
    steps.push('level ' + level + ': table 0x' + at.toString(16) + ' entry ' + index + ' = ' + (entry ? entry[1] : 'invalid'));
    if (!entry) return steps.concat('translation fault at level ' + level);
    const descriptor = BigInt(entry[1]);
    const leaf = level === 3 || (descriptor & 2n) === 0n;
    const mask = (1n << BigInt(leaf ? low : shift)) - 1n;
    const address = descriptor & 0xffffffffffffn & ~mask;
    if (leaf) return steps.concat('physical address 0x' + (address | (va & mask)).toString(16) + (descriptor & 128n ? ', read-only' : ', writable') + ((descriptor >> 53n) & 1n ? ', not executable' : ', executable'));
    at = address;
  }
  return steps;
};
const walk = make('div', { id: 'walk', 'aria-live': 'polite' }, make('span', { class: 'faint' }, 'Click an address, or type one, to see its walk.'));
const show = (text) => {
  let va;
  try { va = BigInt.asUintN(64, BigInt(text)); } catch { walk.replaceChildren('not an address: ' + text); return; }
  const tables = data.tables.find(({ name }) => name.startsWith(va >> 63n ? 'TTBR1' : 'TTBR0'));
  walk.replaceChildren(make('b', {}, '0x' + va.toString(16)), make('pre', {}, tables ? walkOf(tables, va).join('\n') : 'no table for this half'));
};
const address = (va) => make('button', { class: 'address', type: 'button', on: () => show(va) }, va);
const input = make('input', { placeholder: '0xffff000000000000', 'aria-label': 'virtual address' });
input.addEventListener('change', () => show(input.value.trim()));
body('tables').append(data.tables.length === 0 ? make('p', { class: 'faint' }, 'No tables: the MMU stays off.') : make('div', {},
  data.tables.map((tables) => make('div', {}, make('p', {}, make('b', {}, tables.name), ' · root ' + tables.root + ' · ' + tables.vaBits + ' bits · ' + Object.keys(tables.pages).length + ' table pages'),
    table(['virtual', 'pages', 'physical', 'attributes'], tables.ranges.map((r) => [address(r.va), r.pages, r.pa + (r.contiguous ? '' : ' and on, scattered'), r.attributes]), [1]))),
  input, walk));

body('timeline').append(make('p', { class: 'faint' }, data.traced.entry + ', ' + data.traced.pages + ' pages, ' + data.traced.instructions.toLocaleString('en') + ' instructions; system-register writes, maintenance, barriers, changes of level'),
  table(['instruction', 'EL', 'what', 'times', 'where'], data.timeline.slice(0, 400).map((e) => [e.step.toLocaleString('en'), e.el, e.insn, e.times > 1 ? e.times : '', place(e)]), [0, 1, 3]));
body('registers').append(table(['register', 'at the entry', 'at the hand-over', 'fields then'], data.registers.map((r) => [r.name, r.entry, r.handover, r.fields])));
const plot = (rows) => {
  const bars = rows.filter((row) => row.sizes[0].seconds > 0);
  const most = Math.max(...bars.map((row) => row.sizes[0].seconds));
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const put = (tag, attributes, text) => { const node = document.createElementNS(svg.namespaceURI, tag); for (const [k, v] of Object.entries(attributes)) node.setAttribute(k, v); if (text) node.textContent = text; svg.append(node); };
  svg.setAttribute('viewBox', '0 0 800 ' + bars.length * 24);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', 'modelled seconds for 25 MiB');
  bars.forEach((row, n) => {
    const seconds = row.sizes[0].seconds;
    put('text', { x: 250, y: n * 24 + 16, 'text-anchor': 'end', 'font-size': 12, fill: 'currentColor' }, row.id);
    put('rect', { x: 260, y: n * 24 + 5, height: 14, width: Math.max(1, (seconds / most) * 440), fill: 'var(--destination)' });
    put('text', { x: 268 + (seconds / most) * 440, y: n * 24 + 16, 'font-size': 12, fill: 'currentColor' }, seconds.toPrecision(2) + ' s');
  });
  return svg;
};
body('compare').append(data.compare.length === 0 ? make('p', { class: 'faint' }, 'Run with --compare to have the other designs here.') : make('div', {}, plot(data.compare), make('p', { class: 'faint' }, 'Seconds for 25 MiB by a model fitted to the figures of the thread: modelled, not measured.'),
  table(['#', 'design', 'EL1', 'EL2', 'VHE', 'insn/page', 'dc/page', 'tables 25 MiB', 'KiB a GiB', 's 25 MiB', 's 380 MiB', 'again'], data.compare.map((row) => [row.number, row.title, ...['el1', 'el2', 'el2-vhe'].map((mode) => { const v = row.verdicts.find((each) => each.mode === mode); return v ? word(v.verdict) : ''; }), row.instructionsPerPage.toFixed(0), row.maintenancePerPage.toFixed(0), row.sizes[0].tablePages, row.tableBytesPerGib / 1024, row.sizes[0].seconds.toPrecision(2), row.sizes[2].seconds.toPrecision(2), row.command]), [0, 5, 6, 7, 8, 9, 10])));
body('listing').append(table(['count', 'offset', 'word', 'instruction', 'where', 'source'], data.listing.map((l) => [l.count === 0 ? '' : l.count.toLocaleString('en'), l.offset, l.word, l.insn, place(l), (l.text || '').trim()]), [0]));
body('blob').append(make('p', {}, data.blob.bytes + ' bytes of ' + data.blob.limit + ': ' + (data.blob.limit - data.blob.bytes) + ' to spare; entry at ' + data.blob.entry + ', vectors at ' + data.blob.vectors));
`;
