/** The shipped schemas: `a64as/offsets/schemas`. */
export * from './kern-reloc-arg.ts';
export * from './kimage.ts';
