// MQTT's reason codes for a refused entry, the same on every path: in a PUBACK, and in the answer to the outbox by POST.

/** Legal in a PUBACK. Nothing else is. */
export const refusalReasonCode = {
  'not-authorized': 0x87,
  'topic-invalid': 0x90,
  'payload-invalid': 0x99,
  quota: 0x97,
  unavailable: 0x83,
} as const;

const permanentCodes: ReadonlySet<number> = new Set([
  refusalReasonCode['not-authorized'],
  refusalReasonCode['topic-invalid'],
  refusalReasonCode['payload-invalid'],
]);

/** It came too fast: what is sent later, and slower, is taken. */
export const isTooFast = (reasonCode: number): boolean => reasonCode === refusalReasonCode.quota;

/** A permanent refusal proves that the entry is not stored; after any other one, trying again can help. */
export const isPermanent = (reasonCode: number): boolean => permanentCodes.has(reasonCode);
