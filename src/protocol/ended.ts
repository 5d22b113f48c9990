// Why a device may not go on as it is, in the broker's words. The app knows these sentences, and has ways on of its own for each.

export const endedWords = {
  'signed-out': 'This device was signed out.',
  suspended: 'Your account was suspended by the admin of this server.',
  deleted: 'Your account was deleted.',
} as const;

export type EndedWhy = keyof typeof endedWords;

/** Anything else, from an older broker say, is no more than that it was signed out. */
export const whyEnded = (reason: string): EndedWhy =>
  reason === endedWords.suspended ? 'suspended' : reason === endedWords.deleted ? 'deleted' : 'signed-out';
