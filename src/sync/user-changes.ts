// What the broker says at once of the person themselves, and what follows from it on this device.
import type { Db } from '../db/db';
import type { UserChange } from '../protocol/user-change';
import type { Blocked } from './blocked';
import type { CatchUp } from './catch-up';
import type { CompanyKeeper } from './company';

export function createUserChanges({
  db,
  catchUp,
  blocked,
  company,
  setAdmin,
  trouble,
}: {
  db: Pick<Db, 'rooms'>;
  catchUp: Pick<CatchUp, 'refresh' | 'left' | 'removed'>;
  blocked: Pick<Blocked, 'changed'>;
  company: Pick<CompanyKeeper, 'ended'>;
  setAdmin: (isAdmin: boolean) => void;
  trouble: (what: string, error: unknown) => void;
}): (change: UserChange) => void {
  const kept = (what: string, work: Promise<unknown>) =>
    work.catch((error: unknown) => trouble(`${what} could not be kept`, error));

  return (change) => {
    switch (change.change) {
      case 'joined':
        void catchUp.refresh();
        return;
      case 'left':
        void catchUp.left(change).then(() => company.ended(change.room));
        return;
      case 'removed':
        void catchUp.removed(change.room, change.floor);
        return;
      case 'admin':
        setAdmin(change.isAdmin);
        return;
      case 'blocked':
        blocked.changed();
        return;
      case 'presence':
        company.ended();
        return;
      case 'named':
        void kept('A new name', db.rooms.putPeople([change]));
        return;
      case 'read':
        void kept('A read mark', db.rooms.markRead(change.room, change.read));
        return;
    }
  };
}
