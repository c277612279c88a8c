/**
 * Predefined macros that follow from -f options: floating point that takes liberties, OpenMP, exceptions and their kin, as gcc 12
 * for aarch64 has them (GCC manual, "Options That Control Optimization"; scripts/record-cpp.ts compares).
 *
 * Enters: the options in the order given, -Ofast among them. Leaves: macros by name, undefined where one goes away.
 */

/** What -funsafe-math-optimizations and -ffast-math put together. */
interface MathState {
  errno: boolean;
  finite: boolean;
  signedZeros: boolean;
  trapping: boolean;
  reciprocal: boolean;
  associative: boolean;
  unsafe: boolean;
  rounding: boolean;
  signalling: boolean;
  singleConstants: boolean;
}

const UNSAFE = { signedZeros: false, trapping: false, reciprocal: true, associative: true, unsafe: true };
const FAST = { ...UNSAFE, errno: false, finite: true, rounding: false, signalling: false };

/** Which state each option changes, and to what; `-fno-…` is the contrary. */
const MATH: Readonly<Record<string, Partial<MathState>>> = {
  'math-errno': { errno: true },
  'finite-math-only': { finite: true },
  'signed-zeros': { signedZeros: true },
  'trapping-math': { trapping: true },
  'reciprocal-math': { reciprocal: true },
  'associative-math': { associative: true },
  'unsafe-math-optimizations': UNSAFE,
  'fast-math': FAST,
  'rounding-math': { rounding: true },
  'signaling-nans': { signalling: true },
  'single-precision-constant': { singleConstants: true },
};

/** Options that stand for macros of their own. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  openmp: ['_OPENMP 201511', '_REENTRANT 1'],
  openacc: ['_OPENACC 201711', '_REENTRANT 1'],
  'gnu-tm': ['_REENTRANT 1'],
  exceptions: ['__EXCEPTIONS 1'],
  'non-call-exceptions': ['__EXCEPTIONS 1'],
  'stack-protector-explicit': ['__SSP_EXPLICIT__ 4'],
  'gnu89-inline': ['__GNUC_GNU_INLINE__ 1'],
  'excess-precision=16': ['__FLT_EVAL_METHOD__ 16', '__FLT_EVAL_METHOD_TS_18661_3__ 16', '__FLT_EVAL_METHOD_C99__ 16'],
};

/** The macros that `options` (-fX, -fno-X, -Ofast) define, or with undefined take away. */
export function flagMacros(options: readonly string[]): ReadonlyMap<string, string | undefined> {
  const macros = new Map<string, string | undefined>();
  const state = mathState(options);
  const on = new Map<string, boolean>();
  for (const option of options) {
    const name = option.replace(/^-f(?:no-)?/, '');
    on.set(name, !option.startsWith('-fno-'));
  }
  for (const [name, definitions] of Object.entries(OTHERS)) {
    if (on.get(name) !== true) continue;
    for (const definition of definitions) {
      const space = definition.indexOf(' ');
      macros.set(definition.slice(0, space), definition.slice(space + 1));
    }
  }
  if (on.get('gnu89-inline') === true) macros.set('__GNUC_STDC_INLINE__', undefined);
  if (on.get('inline') === false) macros.set('__NO_INLINE__', '1');
  if (on.get('hosted') === false) macros.set('__STDC_HOSTED__', '0');
  for (const [name, value] of mathMacros(state)) macros.set(name, value);
  return macros;
}

function mathState(options: readonly string[]): MathState {
  const state: MathState = {
    errno: true,
    finite: false,
    signedZeros: true,
    trapping: true,
    reciprocal: false,
    associative: false,
    unsafe: false,
    rounding: false,
    signalling: false,
    singleConstants: false,
  };
  for (const option of options) {
    const off = option.startsWith('-fno-');
    const change = option === '-Ofast' ? FAST : MATH[option.slice(off ? 5 : 2)];
    for (const [key, value] of Object.entries(change ?? {})) state[key as keyof MathState] = value !== off;
  }
  return state;
}

function* mathMacros(state: MathState): Generator<[string, string]> {
  const { errno, finite, signedZeros, trapping, reciprocal, associative, unsafe } = state;
  const reassociates = associative && !signedZeros && !trapping;
  if (!errno && unsafe && finite && reciprocal && reassociates && !state.rounding) yield ['__FAST_MATH__', '1'];
  if (!errno) yield ['__NO_MATH_ERRNO__', '1'];
  if (reciprocal) yield ['__RECIPROCAL_MATH__', '1'];
  if (!signedZeros) yield ['__NO_SIGNED_ZEROS__', '1'];
  if (!trapping) yield ['__NO_TRAPPING_MATH__', '1'];
  if (reassociates) yield ['__ASSOCIATIVE_MATH__', '1'];
  if (state.rounding) yield ['__ROUNDING_MATH__', '1'];
  if (state.signalling) yield ['__SUPPORT_SNAN__', '1'];
  if (finite) yield ['__FINITE_MATH_ONLY__', '1'];
  if (unsafe) yield ['__ARM_FP_FAST', '1'];
  if (finite || !signedZeros || reciprocal || reassociates || state.singleConstants) {
    yield ['__GCC_IEC_559', '0'];
    yield ['__GCC_IEC_559_COMPLEX', '0'];
  }
}
