// Input of the suite asm-flags: what makes compilers write unusual assembly.
#include <stdarg.h>

struct node {
  int a;
  char b[20];
  double d;
  struct node *next;
};

static __thread int local_counter;
extern __thread long outer_counter;
int total;
static int table[100];
const char *names[] = {"one", "two", "three"};
_Atomic int shared;

void take(char *, ...);
void drop(int *);

int __attribute__((noinline)) walk(struct node *p, int n) {
  int r = 0;
  for (int i = 0; i < n; i++) {
    r += p[i].a;
    if (p[i].next) r ^= walk(p[i].next, n - 1);
  }
  return r + local_counter;
}

int choose(int x) {
  switch (x) {
    case 0: return total;
    case 1: return 7;
    case 2: return total * 3;
    case 3: return walk(0, 2);
    case 4: return 99;
    case 5: return table[x];
    case 100: return 4;
    default: return -1;
  }
}

int arguments(const char *format, ...) {
  va_list list;
  va_start(list, format);
  int r = va_arg(list, int);
  double d = va_arg(list, double);
  va_end(list);
  return r + (int)d;
}

void large_frame(int n) {
  char fixed[20000];
  char variable[n];
  take(fixed, variable);
}

double floating(double a, float b) { return a * b + 3.25 + outer_counter; }

__attribute__((constructor)) static void begin(void) { table[3] = 4; }

int cleaned(int x) {
  int y __attribute__((cleanup(drop))) = x;
  take("a", &y);
  return y;
}

static inline int inlined(int a) {
  int z = a * 3;
  if (z > 10) z -= total;
  return z;
}

int inlines(int q) { return inlined(q) + inlined(q + 1) + choose(inlined(q)); }

__int128 wide(__int128 a, __int128 b) { return a * b; }

int increment(void) { return shared++; }

void *labels(int i) {
  static void *targets[] = {&&first, &&second};
  goto *targets[i];
first:
  return targets;
second:
  return 0;
}
