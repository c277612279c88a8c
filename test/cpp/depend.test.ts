/** Dependency files: gcc's wrapping and quoting, as's order. */
import { expect, test } from 'vitest';
import { defaultTarget, gasRule, gccRule, quoteForMake } from '../../src/cpp/depend.ts';

const user = (path: string) => ({ path, system: false });

test('lines are broken before column 72, as gcc breaks them', () => {
  const dependencies = [
    'm.S',
    'include/linux/compiler-version.h',
    './include/linux/kconfig.h',
    'include/generated/autoconf.h',
  ].map(user);
  expect(gccRule({ targets: ['m.o'], dependencies, userOnly: false, phony: false })).toBe(
    'm.o: m.S include/linux/compiler-version.h include/linux/kconfig.h \\\n include/generated/autoconf.h\n',
  );
});

test('system headers, phony targets, several targets', () => {
  const dependencies = [user('m.S'), { path: '/usr/include/x.h', system: true }, user('a b.h')];
  expect(gccRule({ targets: ['a', 'b'], dependencies, userOnly: true, phony: true })).toBe(
    'a b: m.S a\\ b.h\na\\ b.h:\n',
  );
  expect(gccRule({ targets: ['a'], dependencies, userOnly: false, phony: false })).toBe(
    'a: m.S /usr/include/x.h a\\ b.h\n',
  );
});

test('names that make would misread', () => {
  expect(quoteForMake('sub/$x#y z\\ w')).toBe('sub/$$x\\#y\\ z\\\\\\ w');
  expect(defaultTarget('dir.d/file.S')).toBe('file.o');
  expect(defaultTarget('Makefile', '.d')).toBe('Makefile.d');
  expect(defaultTarget('')).toBe('-');
});

test('as names the file read last first, each once', () => {
  expect(gasRule('sub/o.o', ['m.S', 'sub/inc.s', 'm.S'])).toBe('sub/o.o: sub/inc.s m.S\n');
});
