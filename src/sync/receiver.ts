// What comes in: an entry is committed, and only then acknowledged (the promise of `message` is the PUBACK).
import type { Db } from '../db/db';
import { decodeLogEntry, maxStampBytes, type LogEntry } from '../protocol/entry';
import type { RoomId, UserId } from '../protocol/ids';
import { decodePersonMarks } from '../protocol/marks';
import { decodePresence } from '../protocol/presence';
import { parseTopic } from '../protocol/topics';
import { decodeTyping } from '../protocol/typing';
import { decodeUserChange, type UserChange } from '../protocol/user-change';
import type { CompanyKeeper } from './company';

export interface Receiver {
  /** Resolves when the message is kept; rejects when it could not be. */
  message(topic: string, payload: Uint8Array, epoch: string | undefined): Promise<void>;
}

export interface ReceiverDeps {
  readonly db: Db;
  readonly answered: (payload: Uint8Array) => void;
  readonly userChanged: (change: UserChange) => void;
  /** After the commit of a pushed entry. */
  readonly kept: (room: RoomId, entry: LogEntry) => void;
  /** These people are in a room of ours. */
  readonly met: (people: readonly UserId[]) => void;
  readonly company?: Pick<CompanyKeeper, 'typing' | 'presence'>;
  readonly trouble: (what: string, error: unknown) => void;
}

/** The broker's limit may be above the default; what it stored must always get in. */
const maxEntryBytes = 1024 * 1024 + maxStampBytes;

export function createReceiver(deps: ReceiverDeps): Receiver {
  const { db, answered, userChanged, kept, met, company, trouble } = deps;

  const entry = async (room: RoomId, payload: Uint8Array, epoch: string | undefined) => {
    const decoded = decodeLogEntry(payload, maxEntryBytes);
    if (!decoded) {
      // Refusing it would make it come for ever. It stays visible as a hole in the room.
      trouble('An entry could not be read', room);
      return;
    }
    try {
      // Of another epoch than this copy, it is not kept, and acknowledged all the same: after the copy went back with the broker's
      // log (rejoin.ts) it says what it holds, and this comes again.
      await db.log.put(room, [decoded], [], epoch);
    } catch (error) {
      trouble('An entry could not be kept', error);
      throw error;
    }
    kept(room, decoded);
  };

  return {
    async message(topic, payload, epoch) {
      const parsed = parseTopic(topic);
      switch (parsed?.kind) {
        case 'room':
          await entry(parsed.room, payload, epoch);
          return;
        case 'answer':
          answered(payload);
          return;
        case 'user': {
          const change = decodeUserChange(payload);
          if (change) userChanged(change);
          return;
        }
        case 'marks': {
          const marks = decodePersonMarks(payload);
          if (!marks) return;
          await db.marks.put(parsed.room, marks, true);
          met(marks.map(({ user }) => user));
          return;
        }
        case 'typing': {
          const from = decodeTyping(payload);
          if (from !== undefined) company?.typing(parsed.room, from);
          return;
        }
        case 'presence': {
          const people = decodePresence(payload);
          if (people) company?.presence(parsed.room, people);
          return;
        }
        case 'ask':
        case undefined:
          // Of a newer broker, or not for us.
          return;
      }
    },
  };
}
