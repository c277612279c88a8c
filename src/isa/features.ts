/**
 * Architecture extensions: which instructions are on.
 */
export class FeatureSet {
  satisfies(_requirement: string): boolean {
    return true;
  }
}
