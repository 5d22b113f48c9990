// Marks: one number per person and room that only rises, so that merging in any order gives the same.

export interface Marks {
  /** Everything up to this seq has been shown to the person. */
  readonly read: number;
  /** Everything up to this seq is on one of the person's devices. */
  readonly delivered: number;
}

export const mergeMarks = (a: Marks, b: Marks): Marks => ({
  read: Math.max(a.read, b.read),
  delivered: Math.max(a.delivered, b.delivered),
});
