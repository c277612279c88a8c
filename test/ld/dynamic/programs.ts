/** Programs in C for links against the C library, each to be linked in every way of OPTION_SETS. */

export interface Program {
  readonly name: string;
  /** By file name. */
  readonly sources: Readonly<Record<string, string>>;
  /** Shared libraries, one of each file: `x.c` becomes libx.so. */
  readonly libraries: Readonly<Record<string, string>>;
  readonly compile: readonly string[];
  readonly link: readonly string[];
}

export interface OptionSet {
  readonly id: string;
  readonly compiled: readonly string[];
  readonly args: readonly string[];
}

export const OPTION_SETS: readonly OptionSet[] = [
  { id: 'pie', compiled: ['-fPIE'], args: ['-pie'] },
  { id: 'fixed', compiled: ['-fno-pie'], args: ['-no-pie'] },
  { id: 'fixed, of PIC', compiled: ['-fPIC'], args: ['-no-pie', '-Wl,-z,now'] },
  { id: 'pie, now, all shown', compiled: ['-fPIC'], args: ['-pie', '-rdynamic', '-Wl,-z,now,-z,relro'] },
  { id: 'fixed, all shown', compiled: ['-fno-pie'], args: ['-no-pie', '-rdynamic', '-Wl,--hash-style=both'] },
  { id: 'pie, separate code', compiled: ['-fPIE'], args: ['-pie', '-Wl,-z,separate-code,--no-as-needed', '-s'] },
  { id: 'fixed, collected', compiled: ['-fno-pie', '-ffunction-sections'], args: ['-no-pie', '-Wl,--gc-sections'] },
  { id: 'pie, landing pads', compiled: ['-fPIE'], args: ['-pie', '-mbranch-protection=standard', '-Wl,-z,pac-plt'] },
  { id: 'library', compiled: ['-fPIC'], args: ['-shared', '-Wl,-soname,libthis.so.1'] },
  { id: 'library, symbolic', compiled: ['-fPIC'], args: ['-shared', '-Wl,-Bsymbolic,-z,now'] },
  { id: 'static', compiled: ['-fno-pie'], args: ['-static'] },
];

const HELLO = `#include <stdio.h>
int main(int argc, char **argv) { printf("hello %d\\n", argc); return 3; }
`;

const MANY = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <math.h>
extern char **environ;
static int by_value(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
int (*print)(const char *, ...) = printf;
FILE **err = &stderr;
const char *const words[] = { "a", "b", 0 };
int main(int argc, char **argv) {
  int list[] = { 3, 1, 2 };
  qsort(list, 3, sizeof *list, by_value);
  errno = list[2];
  print("%d %d %g %d\\n", list[0], errno, sqrt(argc + 8), (int)(environ != 0));
  fprintf(*err, "%s %zu\\n", words[1], strlen(words[0]));
  return atoi("7");
}
`;

const THREADS = `#include <pthread.h>
#include <stdio.h>
extern __thread int theirs;
static __thread int mine = 4;
__thread int shown = 5;
extern int *where(void);
static void *work(void *p) { mine++; shown++; theirs++; *where() += 2; return (void *)(long)(mine + shown + theirs); }
int main(void) {
  pthread_t thread;
  void *result;
  pthread_create(&thread, 0, work, 0);
  pthread_join(thread, &result);
  printf("%ld %d %d %d\\n", (long)result, mine, shown, *where());
  return 0;
}
`;

const USES = `#include <stdio.h>
extern int data, table[4];
extern const int constant;
extern int weak_name, strong_name;
extern int twice(int), (*pointer)(int), call(int (*)(int), int);
int back(int x) { return x * 3; }
__attribute__((weak)) int absent(void);
int (*const fixed)(int) = twice;
int main(void) {
  printf("%d %d %d %d\\n", data, constant, table[2], weak_name == strong_name);
  printf("%d %d %d\\n", twice(data), pointer == twice, call(back, 5) + fixed(1));
  return absent ? absent() : 0;
}
`;

const LIBRARY = `int data = 7, table[4] = { 1, 2, 3, 4 };
const int constant = 9;
int strong_name = 1;
extern int weak_name __attribute__((weak, alias("strong_name")));
extern int back(int);
int twice(int x) { return back(x) + data; }
int (*pointer)(int) = twice;
int call(int (*f)(int), int x) { return f(x); }
`;

const LOCAL_STORAGE = `__thread int theirs = 11;
static __thread int hidden = 3;
int *where(void) { return &hidden; }
`;

const program = (name: string, sources: Program['sources'], more: Partial<Program> = {}): Program => ({
  name,
  sources,
  libraries: {},
  compile: [],
  link: [],
  ...more,
});

export const PROGRAMS: readonly Program[] = [
  program('hello', { 'hello.c': HELLO }),
  program('libc and libm', { 'many.c': MANY }, { link: ['-lm'] }),
  program('threads', { 'threads.c': THREADS }, { libraries: { 'storage.c': LOCAL_STORAGE }, link: ['-lpthread'] }),
  program('own library', { 'uses.c': USES }, { libraries: { 'own.c': LIBRARY } }),
  program('two objects', { 'uses.c': USES, 'own.c': LIBRARY }, { link: ['-Wl,--build-id=md5'] }),
];
