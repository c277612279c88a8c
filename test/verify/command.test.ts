/** `a64as verify` as people call it: options, exit statuses, formats. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Io } from '../../src/cli/command.ts';
import { nodeIo } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { asmText, brokenSource } from './build.ts';

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly written: ReadonlyMap<string, string>;
}

async function run(argv: readonly string[], overrides: Partial<Io> = {}): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const written = new Map<string, string>();
  const status = await main(['verify', ...argv], {
    ...nodeIo(),
    stdout: (text) => {
      stdout += String(text);
    },
    stderr: (text) => {
      stderr += text;
    },
    writeFiles: (files) => {
      for (const { path, data } of files) written.set(path, String(data));
      return undefined;
    },
    stdoutIsTty: false,
    stderrIsTty: false,
    environment: {},
    ...overrides,
  });
  return { status, stdout, stderr, written };
}

/** Reads a broken blob where `broken.S` is asked for. */
function withBroken(find: string, replace: string): Partial<Io> {
  const text = new TextEncoder().encode(brokenSource(find, replace));
  const io = nodeIo();
  return { readFile: (path) => (path === 'asm/broken.S' ? text : io.readFile(path)) };
}

describe('a run that passes', () => {
  it('prints a line an entry and a verdict, exit 0', async () => {
    const { status, stdout, stderr } = await run(['--pages', '4']);
    expect([status, stderr]).toEqual([0, '']);
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => line.slice(0, 6))).toEqual(['PASS  ', 'PASS  ', 'PASS  ', 'PASS  ', 'verdic']);
    expect(stdout).toContain('EL2 with VHE');
    expect(stdout).toContain('7 + 3 table pages (40 KiB)');
    expect(lines.at(-1)).toBe('verdict: PASS, 4 of 4 entries, 0 findings');
  });

  it.each([
    [['--el', '1'], ['EL1']],
    [['--el', '2'], ['EL2 without VHE']],
    [['--el', '2', '--vhe'], ['EL2 with VHE']],
    [['--nothing', '--el', '1'], ['nothing to copy, EL1']],
    [['--no-tables', '--el', '1'], ['EL1, no memory for tables']],
  ])('%j runs only that entry', async (argv, entries) => {
    const { stdout } = await run(['--pages', '2', '--json', ...argv]);
    expect((JSON.parse(stdout) as { entries: { entry: string }[] }).entries.map(({ entry }) => entry)).toEqual(entries);
  });

  it('takes several line sizes, granules and address sizes', async () => {
    const { status, stdout } = await run(['--pages', '2', '--el', '1', '--line', '32,128']);
    expect([status, stdout.match(/^PASS/gm)?.length]).toEqual([0, 2]);
    expect((await run(['--pages', '2', '--granule', '64'])).status).toBe(0);
    expect((await run(['--pages', '2', '--granule', '16', '--no-tables'])).status).toBe(0);
    expect((await run(['--pages', '2', '--va-bits', '39'])).status).toBe(0);
    expect((await run(['--pages', '2', '--cpu', 'cortex-a72', '--el', '2', '--came-by', 'kvm'])).status).toBe(0);
  });

  it('says one line with --quiet, and colours only when told', async () => {
    expect((await run(['--pages', '2', '--quiet'])).stdout).toBe('verdict: PASS, 4 of 4 entries, 0 findings\n');
    const coloured = await run(['--pages', '2'], { environment: { FORCE_COLOR: '1' } });
    expect(coloured.stdout).toContain('\x1b[32mPASS\x1b[0m');
    const plain = await run(['--pages', '2'], { stdoutIsTty: true, environment: { NO_COLOR: '1' } });
    expect(plain.stdout).not.toContain('\x1b');
  });

  it('writes a report and its data', async () => {
    const { written } = await run(['--pages', '2', '--report', 'out.html']);
    expect([...written.keys()]).toEqual(['out.html', 'out.json']);
    const data = JSON.parse(written.get('out.json') ?? '') as { commands: string[]; timeline: unknown[] };
    expect(data.commands).toEqual(['a64as verify --pages 2 --report out.html']);
    expect(data.timeline.length).toBeGreaterThan(10);
  });
});

describe('a run that fails', () => {
  const broken = ['--pages', '2', '--source', 'asm/broken.S', '--el', '1'];
  const io = withBroken('dcache_by_line civac, x10, dst,', 'dcache_by_line cvau, x10, dst,');
  let text: Ran;
  beforeAll(async () => {
    text = await run(broken, io);
  });

  it('exits 3 and shows place, cause, missing step and rule', () => {
    expect(text.status).toBe(3);
    expect(text.stdout).toMatch(/^asm\/include\/assembler\.h:\d+:\d+: error: .*\[handover-dirty-line, class 5\]$/m);
    expect(text.stdout).toMatch(/asm\/broken\.S:\d+: note: in expansion of macro 'copy_page'/);
    expect(text.stdout).toContain('missing: dc civac (or cvac) instead of dc cvau, then dsb sy');
    expect(text.stdout).toMatch(/verdict: FAIL, 0 of 1 entries, [1-9]\d* findings?\n$/);
  });

  it('as JSON is one object of the documented shape', async () => {
    const { status, stdout } = await run([...broken, '--json'], io);
    const report = JSON.parse(stdout) as Record<string, unknown> & { findings: Record<string, unknown>[] };
    expect([status, report.verdict, report.exit]).toEqual([3, 'FAIL', 3]);
    const finding = report.findings.find(({ rule }) => rule === 'handover-dirty-line');
    expect(finding).toMatchObject({
      class: 5,
      severity: 'error',
      cause: { file: 'asm/include/assembler.h', insn: expect.stringMatching(/^stp/) },
    });
    for (const key of ['rule', 'class', 'severity', 'cause', 'effect', 'va', 'pa', 'missing', 'message'])
      expect(finding).toHaveProperty(key);
  });

  it('as JUnit is a failed test case, as GitHub workflow commands annotations', async () => {
    const junit = (await run([...broken, '--format', 'junit'], io)).stdout;
    expect(junit).toContain('tests="1" failures="1"');
    expect(junit).toMatch(/<failure message="[^"<]+">/);
    expect(junit.match(/<testcase /g)?.length).toBe(1);
    const github = (await run([...broken, '--format', 'github'], io)).stdout;
    expect(github).toMatch(/^::error file=asm\/include\/assembler\.h,line=\d+,title=handover-dirty-line at EL1::/m);
  });

  it('out of budget exits 4 when nothing was wrong by then', async () => {
    const { status, stdout } = await run(['--pages', '4', '--el', '1', '--max-insns', '1000']);
    expect(status).toBe(4);
    expect(stdout).toContain('verdict: OUT OF BUDGET');
  });
});

it.each(['--help', '-h'])('%s prints the usage, exit 0', async (option) => {
  const { status, stdout, stderr } = await run([option]);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^usage: a64as verify/);
});

describe('bad input', () => {
  it.each([
    [['--line', '48'], '--line 48 is not a power of two'],
    [['--line', '8'], 'is not a whole number in [16, 2048]'],
    [['--mib', '0'], '--mib 0 is not in (0, 2048]'],
    [['--el', '3'], 'el'],
    [['--el', '1', '--vhe'], '--vhe is a matter of EL2'],
    [['--design', 'nothing'], 'design'],
    [['blob.elf'], "'blob.elf' is not an option"],
    [['--wrong'], 'wrong'],
    [['--va-bits', '52'], '--va-bits 52 is not a whole number in [36, 48]'],
  ])('%j is a usage error, exit 2', async (argv, message) => {
    const { status, stdout, stderr } = await run(argv);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it.each([
    [['--source', 'absent.S'], 'cannot read absent.S: no such file'],
    [['--blob', 'absent.elf'], 'cannot read absent.elf: no such file'],
    [['--blob', 'src'], 'is a directory'],
    [['--source', 'asm/relocate_kernel.S', '--entry', 'nowhere'], "does not define 'nowhere'"],
    [['-D', 'KEXEC_CONTROL_PAGE_SIZE=2048'], 'KEXEC_CONTROL_PAGE_SIZE is brokern'],
  ])('%j is an error in the input, exit 1', async (argv, message) => {
    const { status, stdout, stderr } = await run(['--pages', '1', ...argv]);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
  });

  it('errors in the source are located, and nothing runs', async () => {
    const { status, stdout, stderr } = await run(
      ['--source', 'asm/broken.S'],
      withBroken('dsb\tsy\t\t\t\t/* all', 'dsbb\tsy\t\t\t\t/* all'),
    );
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/asm\/broken\.S:\d+:\d+: error: .*dsbb/);
  });

  it('code that runs for ever without a branch to itself ends with the budget', async () => {
    const { status } = await run(
      ['--pages', '1', '--source', 'asm/broken.S', '--el', '1', '--max-insns', '50000'],
      withBroken('\tbr\tentry', '.Lround:\n\tnop\n\tb\t.Lround'),
    );
    expect(status).toBe(4);
  });

  it('an image too large for any machine here is refused', async () => {
    const { status, stderr } = await run(['--mib', '5000']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('--mib 5000')]);
  });
});

it('the source that tests break is the one that ships', () => {
  expect(asmText()).toContain('SYM_CODE_START(arm64_relocate_new_kernel)');
});
