// One line for a terminal by which somebody sees that their new app token works, with what the token may.
import type { AppRights, AppRooms } from '../../protocol/app-rights';
import type { RoomId } from '../../protocol/ids';
import { foldName } from '../../protocol/names';
import type { RoomView } from '../../store/state';

type Room = Pick<RoomView, 'room' | 'name' | 'visibility'>;

/** `undefined`: it may neither read nor write, and what the plain topics are called here nobody knows. */
export function exampleLine({
  app,
  token,
  account,
  rooms,
  host,
}: {
  readonly app: AppRights;
  readonly token: string;
  readonly account: string;
  readonly rooms: readonly Room[];
  readonly host: string;
}): string | undefined {
  const access = `-h ${quoted(host)} -p 1883 -u ${quoted(account)} -P ${token}`;
  const writes = topicIn(app.write, rooms);
  if (writes !== undefined) return `mosquitto_pub ${access} -t ${writes} -m hello`;
  const reads = topicIn(app.read, rooms);
  return reads === undefined ? undefined : `mosquitto_sub ${access} -t ${reads}`;
}

function topicIn(among: AppRooms, rooms: readonly Room[]): string | undefined {
  const room = among === 'all' ? (rooms.find(isLobby)?.room ?? rooms[0]?.room) : among[0];
  if (room === undefined) return undefined;
  return `text/${rooms.some((each) => each.room === room && isLobby(each)) ? 'lobby' : (room satisfies RoomId)}`;
}

/** No other public room is called like it. */
const isLobby = ({ name, visibility }: Room): boolean =>
  visibility === 'public' && foldName(name) === 'lobby';

/** For a shell. */
const quoted = (text: string): string =>
  /^[\w.:-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
