/** What my_copy gets in x0: three words of its own naming, filled from what the kernel's side knows. */
import { defineStruct, phys_addr_t } from 'a64as/offsets';

export const my_arg = defineStruct('my_arg', { list: phys_addr_t, target: phys_addr_t, tree: phys_addr_t });

export function values(facts: { readonly head: bigint; readonly entry_addr: bigint; readonly kern_arg0: bigint }) {
  return { list: facts.head, target: facts.entry_addr, tree: facts.kern_arg0 };
}
