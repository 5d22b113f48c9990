// A text on its way from one room to another. It travels with the address at which the other room is chosen, so that `back` undoes it.

export const forwarding = (text: string): { readonly forward: string } => ({ forward: text });

/** `state`: of the history. */
export function forwardedText(state: unknown): string | undefined {
  const { forward } = (state ?? {}) as { forward?: unknown };
  return typeof forward === 'string' ? forward : undefined;
}
