/**
 * Somebody else's argument structure, from a schema file: what foreign relocation code gets in x0.
 *
 * Enters: the path of a module that exports one structure, and perhaps `values(facts)`, a function from everything the kernel's
 * side knows to the structure's members. Leaves: an ArgumentWriter. Without `values`, members are filled by name; a member that is
 * none of the known names is an error that lists them.
 */
import { FatalDiagnostic, NO_POS } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/verify.ts';
import type { ArgumentValues, ArgumentWriter } from '../../kexec/index.ts';
import { write } from '../../offsets/access.ts';
import { Layouter } from '../../offsets/layout.ts';
import { LP64 } from '../../offsets/model.ts';
import { collectExports, recordsOf } from '../../offsets/module.ts';
import { loadSchema } from '../offsets/load-schema.ts';

type Values = (facts: ArgumentValues) => Readonly<Record<string, unknown>>;

export async function loadArgument(path: string): Promise<ArgumentWriter> {
  const { namespace } = await loadSchema(path);
  const record = recordsOf(collectExports(namespace))[0];
  if (record === undefined) throw new FatalDiagnostic(NO_POS, messages.noStructure(path));
  const layout = new Layouter(LP64).record(record);
  const own = namespace.values;
  const values: Values = typeof own === 'function' ? (own as Values) : (facts) => byName(path, record.members, facts);
  return (memory, address, facts) => {
    write(layout, memory, address, values(facts));
    return { x0: BigInt(address) };
  };
}

function byName(
  path: string,
  members: readonly { readonly name?: string | undefined }[],
  facts: ArgumentValues,
): Record<string, bigint> {
  const known: Readonly<Record<string, bigint>> = { ...facts };
  return Object.fromEntries(
    members.map(({ name = '' }) => {
      const value = known[name];
      if (value === undefined)
        throw new FatalDiagnostic(NO_POS, messages.unknownMember(path, name, Object.keys(known)));
      return [name, value];
    }),
  );
}
