// Learns the names of the people met: each is asked for once. A question that was cut off is noted on disk and asked again on the
// next link, be it days later.
import type { Db } from '../db/db';
import type { UserId } from '../protocol/ids';
import type { Asker } from './asker';

export interface Names {
  /** These people were met. Rejects when the disk fails. */
  learn(people: readonly UserId[]): Promise<void>;
  /** There is a link again: asks for those that no answer came for. */
  askAgain(): Promise<void>;
}

export function createNames({ db, user, asker }: { db: Db; user: UserId; asker: Asker }): Names {
  const known = new Set<UserId>([user]);
  /** Asked for, and not answered. */
  const nameless = new Set<UserId>();

  const learn = async (people: readonly UserId[]) => {
    const strangers = people.filter((each) => !known.has(each));
    if (strangers.length === 0) return;
    const users = await db.rooms.unknownPeople(strangers);
    if (users.length > 0) {
      for (const each of users) nameless.add(each);
      await db.putSetting('nameless', [...nameless]);
      const answer = await asker.ask('people', { users });
      if (answer.outcome !== 'answered') return;
      await db.rooms.putPeople(answer.value);
      for (const each of users) nameless.delete(each);
      await db.putSetting('nameless', [...nameless]);
    }
    for (const each of strangers) known.add(each);
  };

  return {
    learn,
    async askAgain() {
      for (const each of ((await db.setting('nameless')) as UserId[] | undefined) ?? []) nameless.add(each);
      await learn([...nameless]);
    },
  };
}
