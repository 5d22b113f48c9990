// Blocks and unblocks: asked of the broker, and kept on the device so that messages stay hidden without a link.
import type { Person } from '../protocol/ask';
import type { RoomActions } from './room-actions';
import type { Outcome } from './state';

type Blocking = Pick<RoomActions, 'ask' | 'remembered' | 'remember'>;

const known = async (actions: Blocking) => ((await actions.remembered('blocked')) ?? []) as readonly Person[];

export async function block(actions: Blocking, person: Person): Promise<Outcome> {
  const answer = await actions.ask('block', { user: person.user });
  if (!answer.ok) return answer;
  const others = (await known(actions)).filter(({ user }) => user !== person.user);
  await actions.remember('blocked', [...others, { user: person.user, name: person.name }]);
  return { ok: true };
}

export async function unblock(actions: Blocking, { user }: Pick<Person, 'user'>): Promise<Outcome> {
  const answer = await actions.ask('unblock', { user });
  if (!answer.ok) return answer;
  await actions.remember(
    'blocked',
    (await known(actions)).filter((each) => each.user !== user),
  );
  return { ok: true };
}
