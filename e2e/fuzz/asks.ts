// A question of each kind and a change of each kind, as somebody would send them who has every right, for the fuzzer to change. None of
// them as it stands ends the people whom the run needs: passwords are wrong, and whoever is removed is nobody that is looked at.
import { generate } from 'mqtt-packet';
import { encodeAsk, type AskMethod, type AskParams } from '../../src/protocol/ask';
import { encodeEntry } from '../../src/protocol/entry';
import { entryIdFromBytes, type DeviceId, type RoomId, type UserId } from '../../src/protocol/ids';
import { changeEntry, type Change } from '../../src/protocol/room-change';
import { askTopic, roomTopic } from '../../src/protocol/topics';

const fuzzRoom = 'fuzzroom001' as RoomId;
/** May be deleted. */
const otherRoom = 'fuzzroom002' as RoomId;
const token = 'a-secret-of-an-invite1';

type Questions = { readonly [M in AskMethod]: readonly AskParams<M>[] };

/** `user`, `room`: whom and what they are about. */
export const questionsAbout = (user: UserId, room = fuzzRoom): Questions => ({
  sync: [{ cursors: [[room, 1]], open: room }],
  range: [{ room, from: 1, to: 100 }],
  seqOf: [{ room, id: entryIdFromBytes(new Uint8Array(16)) }],
  open: [{ room }, { room: undefined }],
  people: [{ users: [user] }],
  marks: [{ room, seq: 1 }],
  presence: [{ room }],
  setPresence: [{ shown: true }, { shown: undefined }],
  search: [
    {
      words: ['fuzz', 'two'],
      stretches: [
        { room, from: 1, to: 100 },
        { room: otherRoom, from: 1, to: 5 },
      ],
      limit: 20,
      users: [user],
      sinceSec: 1_700_000_000,
      beforeSec: undefined,
    },
  ],
  rooms: [undefined],
  create: [
    { room: otherRoom, name: 'Fuzz two' },
    { room: 'fuzzroom003' as RoomId, name: 'Secret', visibility: 'private' },
  ],
  join: [{ room }],
  direct: [{ room: 'fuzzdirect1' as RoomId, user }],
  members: [{ room, after: undefined }],
  bans: [{ room }],
  findPeople: [{ text: 'b' }],
  block: [{ user }],
  unblock: [{ user }],
  blocked: [undefined],
  devices: [undefined],
  makeAppToken: [
    {
      token: `ob_${'f'.repeat(24)}`,
      name: 'Fuzz',
      app: { read: 'all', write: [room, otherRoom], plain: true },
    },
  ],
  endDevice: [{ device: 'a-device-of-nobody' as DeviceId }],
  endAllDevices: [{ keepThis: true }],
  changePassword: [{ old: 'wrong password', new: 'another password' }],
  setName: [{ name: 'Änn of the fuzz' }],
  linkCode: [undefined],
  deleteAccount: [{ password: 'wrong password', messages: 'empty' }],
  invite: [
    { token, room, expiresInSec: 3600, uses: 3 },
    { token: 'another-secret-invite1', room: undefined, expiresInSec: 60, uses: 1 },
  ],
  invites: [{ room }, { room: undefined }],
  revokeInvite: [{ id: 'no-such-invite' }],
  useInvite: [{ token }],
  adminServer: [undefined],
  adminUsers: [{ text: '', after: undefined }],
  adminRooms: [{ after: undefined }],
  adminInvites: [undefined],
  adminSet: [
    { user, change: { what: 'suspend' } },
    { user, change: { what: 'unsuspend' } },
    { user, change: { what: 'sign-out' } },
    { user, change: { what: 'password', password: 'set by the admin' } },
  ],
  adminDeleteRoom: [{ room: otherRoom }],
});

const changesAbout = (user: UserId, room = fuzzRoom): readonly (readonly [RoomId, Change])[] => [
  [room, { what: 'invite', user }],
  [room, { what: 'make-admin', user }],
  [room, { what: 'make-member', user }],
  [room, { what: 'remove', user }],
  [room, { what: 'ban', user }],
  [room, { what: 'unban', user }],
  [room, { what: 'leave', user }],
  [otherRoom, { what: 'make-owner', user }],
  [room, { what: 'name', name: 'Fuzz one' }],
  [room, { what: 'topic', topicLine: 'What strangers say' }],
  [room, { what: 'visibility', visibility: 'private' }],
  [room, { what: 'retention', days: 7, count: 1000 }],
  [otherRoom, { what: 'delete' }],
];

/** Payloads, and packets in both versions that carry them. `user`: whom they are about. */
export function askSamples(user: UserId): { payloads: Uint8Array[]; packets: Uint8Array[] } {
  const asks = Object.entries(questionsAbout(user)).flatMap(([method, list]) =>
    list.map((params, index) => encodeAsk(index + 1, method as AskMethod, params as never)),
  );
  const changes = changesAbout(user).map(([where, change], index) => {
    const id = entryIdFromBytes(Uint8Array.from({ length: 16 }, (_, at) => (at === 15 ? index : 0x70)));
    return [where, encodeEntry({ id, waitedSec: 0, ...changeEntry(change) })] as const;
  });
  const packets = ([4, 5] as const).flatMap((protocolVersion) => [
    ...asks.map((payload) => publish(askTopic, payload, 0, protocolVersion)),
    ...changes.map(([where, payload]) => publish(roomTopic(where), payload, 1, protocolVersion)),
  ]);
  return { payloads: [...asks, ...changes.map(([, payload]) => payload)], packets };
}

const publish = (topic: string, payload: Uint8Array, qos: 0 | 1, protocolVersion: 4 | 5): Buffer =>
  generate(
    {
      cmd: 'publish',
      topic,
      payload: Buffer.from(payload),
      qos,
      dup: false,
      retain: false,
      ...(qos === 1 && { messageId: 77 }),
    },
    { protocolVersion },
  );
