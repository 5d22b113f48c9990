// The kinds of entry, apart from their codec: the screen and the db need no more of the wire than this.
/** Kinds of entry. A kind that is not here comes from a newer version: it is kept, never dropped. */
export const entryKind = {
  text: 1,
  edit: 2,
  retract: 3,
  reaction: 4,
  file: 5,
  membership: 6,
  room: 7,
} as const;
