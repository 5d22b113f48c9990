// The wire, pinned byte by byte. A test that fails here means that devices and brokers in the field no longer
// understand each other: change the wire version, or take the change back. New forms get new lines; old lines stay.
import { expect, test } from 'vitest';
import { editBodyOf, retractBodyOf } from './aim';
import { asks, encodeAnswer, encodeAsk, encodeAskError, type RoomRow, type SyncRow } from './ask';
import { accountForms } from './golden-account-forms';
import { cursorDigest } from './digest';
import { encodeEntry, entryContent, entryKind, stampEntry, withoutBody } from './entry';
import { shortEntryId, type EntryId, type RoomId, type UserId } from './ids';
import { encodeMarks, encodePersonMarks } from './marks';
import { encodeOutbox, encodeOutboxAnswers } from './outbox';
import { encodePresence } from './presence';
import { reactionBodyOf } from './reaction';
import { changeEntry, type Change } from './room-change';
import {
  adminProperty,
  epochProperty,
  formatReceipt,
  formatShortReceipt,
  maxPayloadProperty,
  receiptProperty,
} from './receipt';
import { textBodyOf } from './text-body';
import {
  answerTopic,
  askTopic,
  marksTopic,
  presenceTopic,
  roomTopic,
  typingTopic,
  userTopic,
} from './topics';
import { encodeOwnTyping, encodeTyping } from './typing';
import { encodeUserChange } from './user-change';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const room = 'Lr4nD0mRo0m' as RoomId;
const user = 'k3Jx9_aQ' as UserId;
const entry = {
  id: '0196d4b0-5c00-7abc-8def-0123456789ab' as EntryId,
  kind: entryKind.text,
  body: 'Grüße 🦊',
  waitedSec: 90,
};
const target = '0196d4b0-5c00-7000-8000-000000000001' as EntryId;
const reaction = {
  id: shortEntryId(entry.id),
  kind: entryKind.reaction,
  body: reactionBodyOf(target, '👍'),
  waitedSec: 90,
};
const row: RoomRow = { room, name: 'Lobby', visibility: 'public', head: 300, read: 7 };

const line = { seq: 300, ts: 1_764_000_000, text: 'Hi', user, name: 'Ada' };
const lateRow: SyncRow = { ...row, pushedBehind: 299, line };
const fullRow: RoomRow = { ...row, role: 'owner', topicLine: 'All welcome', floor: 12 };
const retention = {
  own: { days: 30, count: undefined },
  server: { days: undefined, count: undefined },
};
const change = (what: Change) => encodeEntry({ ...entry, ...changeEntry(what) });

const payloads: Record<string, Uint8Array> = {
  'entry up': encodeEntry(entry),
  'entry down': stampEntry(encodeEntry(entry), { seq: 300, from: user, ts: 1_764_000_000 }),
  'entry content, hashed': entryContent(entry),
  'edit up': encodeEntry({ ...entry, kind: entryKind.edit, body: editBodyOf(target, 'Hi') }),
  'retract up': encodeEntry({ ...entry, kind: entryKind.retract, body: retractBodyOf(target) }),
  'entry whose body was taken back': withoutBody(encodeEntry(entry)) ?? new Uint8Array(),
  'reply up': encodeEntry({ ...entry, body: textBodyOf('Hi', target) }),
  'reaction up': encodeEntry(reaction),
  'reaction down': stampEntry(encodeEntry(reaction), { seq: 300, from: user, ts: 1_764_000_000 }),
  'reaction up: none any more': encodeEntry({ ...reaction, body: reactionBodyOf(target, '') }),
  'membership: joined': change({ what: 'join', user }),
  'membership: left': change({ what: 'leave', user }),
  'membership: invited': change({ what: 'invite', user }),
  'membership: removed': change({ what: 'remove', user }),
  'membership: banned': change({ what: 'ban', user }),
  'membership: unbanned': change({ what: 'unban', user }),
  'membership: made admin': change({ what: 'make-admin', user }),
  'membership: made member': change({ what: 'make-member', user }),
  'membership: made owner': change({ what: 'make-owner', user }),
  'room: name': change({ what: 'name', name: 'Cave' }),
  'room: topic': change({ what: 'topic', topicLine: 'Hi' }),
  'room: deleted': change({ what: 'delete' }),
  'room: public': change({ what: 'visibility', visibility: 'public' }),
  'room: private': change({ what: 'visibility', visibility: 'private' }),
  'room: retention': change({ what: 'retention', days: 30, count: undefined }),
  'room: made': change({ what: 'made', name: 'Cave' }),
  marks: encodeMarks({ read: 7, delivered: 300 }),
  'marks of people': encodePersonMarks([
    { user, delivered: 300, read: 7 },
    { user: 'b' as UserId, delivered: 0, read: 0 },
  ]),
  'typing up': encodeOwnTyping(),
  'typing down': encodeTyping(user),
  presence: encodePresence([
    { user, seenSec: 0 },
    { user: 'b' as UserId, seenSec: 1_764_000_000 },
    { user: 'c' as UserId, seenSec: undefined },
  ]),
  'user change: joined': encodeUserChange({ change: 'joined', room }),
  'user change: admin': encodeUserChange({ change: 'admin', isAdmin: true }),
  'user change: blocked': encodeUserChange({ change: 'blocked' }),
  'user change: presence': encodeUserChange({ change: 'presence' }),
  'user change: left': encodeUserChange({ change: 'left', room, why: 'removed', by: user }),
  'user change: read': encodeUserChange({ change: 'read', room, read: 300 }),
  'user change: named': encodeUserChange({ change: 'named', user, name: 'Ann' }),
  'user change: removed': encodeUserChange({ change: 'removed', room, floor: 12 }),
  outbox: encodeOutbox([{ room, entries: [encodeEntry(entry), Uint8Array.of(1)] }]),
  'outbox for an epoch': encodeOutbox([{ room, entries: [Uint8Array.of(1)] }], 'abcdefgh'),
  'answers to an outbox': encodeOutboxAnswers([
    { outcome: 'accepted', receipt: { seq: 300, ts: 1_764_000_000 } },
    { outcome: 'refused', reasonCode: 0x87, reason: 'No.' },
  ]),
  'digest of cursors': cursorDigest([
    [room, 300],
    ['a' as RoomId, 1],
  ]),
  'ask sync: digest': encodeAsk(1, 'sync', { digest: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }),
  'ask sync: cursors': encodeAsk(2, 'sync', { cursors: [[room, 300]], open: room }),
  'ask sync: cursors, no room open': encodeAsk(2, 'sync', { cursors: [], open: undefined }),
  'ask sync: first rows': encodeAsk(1, 'sync', { digest: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }, 12),
  'ask sync: reads since': encodeAsk(
    1,
    'sync',
    { digest: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
    12,
    1_790_000_000_000_123,
  ),
  'ask sync: sparing': encodeAsk(
    1,
    'sync',
    { digest: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
    12,
    undefined,
    true,
  ),
  'ask range': encodeAsk(3, 'range', { room, from: 101, to: 300 }),
  'ask seqOf': encodeAsk(18, 'seqOf', { room, id: target }),
  'ask open': encodeAsk(4, 'open', { room }),
  'ask open: none': encodeAsk(4, 'open', { room: undefined }),
  'ask rooms': encodeAsk(5, 'rooms', undefined),
  'ask create': encodeAsk(6, 'create', { room, name: 'Lobby' }),
  'ask create: private': encodeAsk(6, 'create', { room, name: 'Lobby', visibility: 'private' }),
  'ask direct': encodeAsk(11, 'direct', { room, user }),
  'ask members': encodeAsk(12, 'members', { room, after: undefined }),
  'ask members: after': encodeAsk(12, 'members', { room, after: user }),
  'ask bans': encodeAsk(13, 'bans', { room }),
  'ask findPeople': encodeAsk(14, 'findPeople', { text: 'ad' }),
  'ask block': encodeAsk(15, 'block', { user }),
  'ask unblock': encodeAsk(16, 'unblock', { user }),
  'ask blocked': encodeAsk(17, 'blocked', undefined),
  'ask join': encodeAsk(7, 'join', { room }),
  'ask people': encodeAsk(8, 'people', { users: [user] }),
  'ask marks': encodeAsk(10, 'marks', { room, seq: 300 }),
  'ask presence': encodeAsk(18, 'presence', { room }),
  'ask setPresence': encodeAsk(19, 'setPresence', { shown: false }),
  'ask setPresence: as it is': encodeAsk(19, 'setPresence', { shown: undefined }),
  'ask search': encodeAsk(18, 'search', {
    words: ['grüße'],
    stretches: [{ room, from: 1, to: 300 }],
    limit: 50,
    users: undefined,
    sinceSec: undefined,
    beforeSec: undefined,
  }),
  'ask search: by somebody, in a span of time': encodeAsk(18, 'search', {
    words: [],
    stretches: [{ room, from: 1, to: 300 }],
    limit: 50,
    users: [user],
    sinceSec: 1_764_000_000,
    beforeSec: 1_764_000_300,
  }),
  'answer sync: same': encodeAnswer(1, 'sync', { outcome: 'same' }),
  'answer sync: tell cursors': encodeAnswer(1, 'sync', { outcome: 'tell-cursors' }),
  'answer sync: differs': encodeAnswer(2, 'sync', {
    outcome: 'differs',
    rooms: [row],
    gone: ['a' as RoomId],
  }),
  'answer sync: differs, departures': encodeAnswer(2, 'sync', {
    outcome: 'differs',
    rooms: [fullRow],
    gone: ['a' as RoomId],
    departures: [{ room: 'a' as RoomId, why: 'banned', by: user }],
  }),
  'answer sync: first part': encodeAnswer(
    2,
    'sync',
    { outcome: 'differs', rooms: [lateRow], gone: [] },
    'more',
  ),
  'answer sync: the rest': encodeAnswer(2, 'sync', {
    outcome: 'differs',
    rooms: [{ ...row, pushedBehind: 299 }],
    gone: [],
  }),
  'answer sync: reads': encodeAnswer(2, 'sync', {
    outcome: 'differs',
    rooms: [],
    gone: [],
    reads: { upTo: 1_790_000_000_000_123, reads: [[room, 300]] },
  }),
  'answer sync: reads, floors': encodeAnswer(2, 'sync', {
    outcome: 'differs',
    rooms: [{ ...row, retention }],
    gone: [],
    reads: { upTo: 1_790_000_000_000_123, reads: [], floors: [[room, 12]] },
  }),
  'answer sync: retention of the server': encodeAnswer(2, 'sync', {
    outcome: 'differs',
    rooms: [{ ...fullRow, retention: { own: retention.server, server: { days: undefined, count: 500 } } }],
    gone: [],
  }),
  'answer range: below the floor': encodeAnswer(3, 'range', {
    entries: [],
    later: [],
    people: [],
    floor: 12,
  }),
  'answer range': encodeAnswer(3, 'range', {
    entries: [Uint8Array.of(0x98, 1)],
    later: [Uint8Array.of(0x98, 2)],
    people: [{ user, name: 'Ada' }],
  }),
  'answer seqOf': encodeAnswer(18, 'seqOf', 300),
  'answer seqOf: none': encodeAnswer(18, 'seqOf', undefined),
  'answer open': encodeAnswer(4, 'open', undefined),
  'answer rooms': encodeAnswer(5, 'rooms', [{ room, name: 'Lobby', members: 12 }]),
  'answer create': encodeAnswer(6, 'create', { ...row, visibility: 'private' }),
  'answer join': encodeAnswer(7, 'join', { ...row, visibility: 'direct' }),
  'answer direct': encodeAnswer(11, 'direct', { ...row, visibility: 'direct', partner: user }),
  'answer members': encodeAnswer(12, 'members', [{ user, name: 'Ada', role: 'admin', sinceSec: 300 }]),
  'answer bans': encodeAnswer(13, 'bans', [{ user, name: 'Ada', by: 'b' as UserId, atSec: 300 }]),
  'answer findPeople': encodeAnswer(14, 'findPeople', [{ user, name: 'Ada' }]),
  'answer block': encodeAnswer(15, 'block', undefined),
  'answer unblock': encodeAnswer(16, 'unblock', undefined),
  'answer blocked': encodeAnswer(17, 'blocked', [{ user, name: 'Ada' }]),
  'answer people': encodeAnswer(8, 'people', [{ user, name: 'Ada' }]),
  'answer marks: members': encodeAnswer(10, 'marks', { members: [{ user, delivered: 300, read: 7 }] }),
  'answer marks: counts': encodeAnswer(10, 'marks', { delivered: 40, read: 39 }),
  'answer presence: people': encodeAnswer(18, 'presence', { people: [{ user, seenSec: 0 }] }),
  'answer presence: count': encodeAnswer(18, 'presence', { here: 40 }),
  'answer setPresence': encodeAnswer(19, 'setPresence', { shown: true }),
  'answer search': encodeAnswer(18, 'search', {
    hits: [{ stretch: 0, seq: 300, ts: 1_764_000_000, user, text: 'Hi' }],
    people: [{ user, name: 'Ada' }],
  }),
  'answer search: more': encodeAnswer(18, 'search', {
    hits: [],
    people: [],
    rest: { stretch: 0, to: 300 },
  }),
  ...Object.fromEntries(Object.entries(accountForms).map(([form, [payload]]) => [form, payload])),
  'ask error': encodeAskError(9, { code: 'name-taken', text: 'There is one already.' }),
};

const golden: Record<string, string> = {
  'entry up': '9501c4100196d4b05c007abc8def0123456789ab01ac4772c3bcc39f6520f09fa68a5a',
  'entry down':
    '9801c4100196d4b05c007abc8def0123456789ab01ac4772c3bcc39f6520f09fa68a5acd012ca86b334a78395f6151ce69248100',
  'entry content, hashed': '9201ac4772c3bcc39f6520f09fa68a',
  'edit up': '9501c4100196d4b05c007abc8def0123456789ab0292c4100196d4b05c0070008000000000000001a248695a',
  'retract up': '9501c4100196d4b05c007abc8def0123456789ab03c4100196d4b05c00700080000000000000015a',
  'entry whose body was taken back': '9501c4100196d4b05c007abc8def0123456789ab01c05a',
  'reply up': '9501c4100196d4b05c007abc8def0123456789ab0192a24869c4100196d4b05c00700080000000000000015a',
  'reaction up': '9501c4088def0123456789ab0492c4100196d4b05c0070008000000000000001a4f09f918d5a',
  'reaction down':
    '9801c4088def0123456789ab0492c4100196d4b05c0070008000000000000001a4f09f918d5acd012ca86b334a78395f6151ce69248100',
  'reaction up: none any more': '9501c4088def0123456789ab0492c4100196d4b05c0070008000000000000001a05a',
  'membership: joined': '9501c4100196d4b05c007abc8def0123456789ab069201a86b334a78395f61515a',
  'membership: left': '9501c4100196d4b05c007abc8def0123456789ab069202a86b334a78395f61515a',
  'membership: invited': '9501c4100196d4b05c007abc8def0123456789ab069203a86b334a78395f61515a',
  'membership: removed': '9501c4100196d4b05c007abc8def0123456789ab069204a86b334a78395f61515a',
  'membership: banned': '9501c4100196d4b05c007abc8def0123456789ab069205a86b334a78395f61515a',
  'membership: unbanned': '9501c4100196d4b05c007abc8def0123456789ab069206a86b334a78395f61515a',
  'membership: made admin': '9501c4100196d4b05c007abc8def0123456789ab069207a86b334a78395f61515a',
  'membership: made member': '9501c4100196d4b05c007abc8def0123456789ab069208a86b334a78395f61515a',
  'membership: made owner': '9501c4100196d4b05c007abc8def0123456789ab069209a86b334a78395f61515a',
  'room: name': '9501c4100196d4b05c007abc8def0123456789ab079201a4436176655a',
  'room: topic': '9501c4100196d4b05c007abc8def0123456789ab079202a248695a',
  'room: deleted': '9501c4100196d4b05c007abc8def0123456789ab0791035a',
  'room: public': '9501c4100196d4b05c007abc8def0123456789ab079204005a',
  'room: private': '9501c4100196d4b05c007abc8def0123456789ab079204015a',
  'room: retention': '9501c4100196d4b05c007abc8def0123456789ab079205921ec05a',
  'room: made': '9501c4100196d4b05c007abc8def0123456789ab079206a4436176655a',
  marks: '930107cd012c',
  'marks of people': '92019293a86b334a78395f6151cd012c0793a1620000',
  'typing up': '9101',
  'typing down': '9201a86b334a78395f6151',
  presence: '92019392a86b334a78395f61510092a162ce6924810092a163c0',
  'user change: joined': '9301a66a6f696e6564ab4c72346e44306d526f306d',
  'user change: admin': '9301a561646d696ec3',
  'user change: blocked': '9201a7626c6f636b6564',
  'user change: presence': '9201a870726573656e6365',
  'user change: left': '9501a46c656674ab4c72346e44306d526f306da772656d6f766564a86b334a78395f6151',
  'user change: read': '9401a472656164ab4c72346e44306d526f306dcd012c',
  'user change: named': '9401a56e616d6564a86b334a78395f6151a3416e6e',
  'user change: removed': '9401a772656d6f766564ab4c72346e44306d526f306d0c',
  outbox:
    '92019192ab4c72346e44306d526f306d92c4239501c4100196d4b05c007abc8def0123456789ab01ac4772c3bcc39f6520f09fa68a5ac40101',
  'outbox for an epoch': '93019192ab4c72346e44306d526f306d91c40101a86162636465666768',
  'answers to an outbox': '92019292cd012cce6924810092cc87a34e6f2e',
  'digest of cursors': '177fd9efd0e0749f',
  'ask sync: digest': '940101a473796e63c4080102030405060708',
  'ask sync: cursors': '940102a473796e63929192ab4c72346e44306d526f306dcd012cab4c72346e44306d526f306d',
  'ask sync: cursors, no room open': '940102a473796e639290c0',
  'ask sync: first rows': '950101a473796e63c40801020304050607080c',
  'ask sync: reads since': '960101a473796e63c40801020304050607080ccf00065bfeda25e07b',
  'ask sync: sparing': '970101a473796e63c40801020304050607080cc0c3',
  'ask range': '940103a572616e676593ab4c72346e44306d526f306d65cd012c',
  'ask seqOf': '940112a57365714f6692ab4c72346e44306d526f306dc4100196d4b05c0070008000000000000001',
  'ask open': '940104a46f70656e91ab4c72346e44306d526f306d',
  'ask open: none': '940104a46f70656e91c0',
  'ask rooms': '940105a5726f6f6d73c0',
  'ask create': '940106a663726561746592ab4c72346e44306d526f306da54c6f626279',
  'ask create: private': '940106a663726561746593ab4c72346e44306d526f306da54c6f62627901',
  'ask direct': '94010ba664697265637492ab4c72346e44306d526f306da86b334a78395f6151',
  'ask members': '94010ca76d656d6265727392ab4c72346e44306d526f306dc0',
  'ask members: after': '94010ca76d656d6265727392ab4c72346e44306d526f306da86b334a78395f6151',
  'ask bans': '94010da462616e7391ab4c72346e44306d526f306d',
  'ask findPeople': '94010eaa66696e6450656f706c6591a26164',
  'ask block': '94010fa5626c6f636b91a86b334a78395f6151',
  'ask unblock': '940110a7756e626c6f636b91a86b334a78395f6151',
  'ask blocked': '940111a7626c6f636b6564c0',
  'ask join': '940107a46a6f696e91ab4c72346e44306d526f306d',
  'ask people': '940108a670656f706c6591a86b334a78395f6151',
  'ask marks': '94010aa56d61726b7392ab4c72346e44306d526f306dcd012c',
  'ask presence': '940112a870726573656e636591ab4c72346e44306d526f306d',
  'ask setPresence': '940113ab73657450726573656e636591c2',
  'ask setPresence: as it is': '940113ab73657450726573656e636591c0',
  'ask search': '940112a67365617263689691a76772c3bcc39f659193ab4c72346e44306d526f306d01cd012c32c0c0c0',
  'ask search: by somebody, in a span of time':
    '940112a673656172636896909193ab4c72346e44306d526f306d01cd012c3291a86b334a78395f6151ce69248100ce6924822c',
  'answer sync: same': '940101c0c0',
  'answer sync: tell cursors': '940101c0c2',
  'answer sync: differs': '940102c0929195ab4c72346e44306d526f306da54c6f62627900cd012c0791a161',
  'answer sync: differs, departures':
    '940102c0939199ab4c72346e44306d526f306da54c6f62627900cd012c0702ab416c6c2077656c636f6d65c00c91a1619193a161a662616e6e6564a86b334a78395f6151',
  'answer sync: first part':
    '950102c0949195ab4c72346e44306d526f306da54c6f62627900cd012c0790c09192cd012b95cd012cce69248100a24869a86b334a78395f6151a3416461c3',
  'answer sync: the rest': '940102c0949195ab4c72346e44306d526f306da54c6f62627900cd012c0790c09191cd012b',
  'answer sync: reads': '940102c0959090c0c092cf00065bfeda25e07b9192ab4c72346e44306d526f306dcd012c',
  'answer sync: reads, floors':
    '940102c095919aab4c72346e44306d526f306da54c6f62627900cd012c0700c0c0c0921ec090c0c093cf00065bfeda25e07b909192ab4c72346e44306d526f306d0c',
  'answer sync: retention of the server':
    '940102c092919aab4c72346e44306d526f306da54c6f62627900cd012c0702ab416c6c2077656c636f6d65c00c94c0c0c0cd01f490',
  'answer range: below the floor': '940103c0949090900c',
  'answer range': '940103c09391c402980191c40298029192a86b334a78395f6151a3416461',
  'answer seqOf': '940112c0cd012c',
  'answer seqOf: none': '940112c0c0',
  'answer open': '940104c0c0',
  'answer rooms': '940105c09193ab4c72346e44306d526f306da54c6f6262790c',
  'answer create': '940106c095ab4c72346e44306d526f306da54c6f62627901cd012c07',
  'answer join': '940107c095ab4c72346e44306d526f306da54c6f62627902cd012c07',
  'answer direct': '94010bc098ab4c72346e44306d526f306da54c6f62627902cd012c0700c0a86b334a78395f6151',
  'answer members': '94010cc09194a86b334a78395f6151a341646101cd012c',
  'answer bans': '94010dc09194a86b334a78395f6151a3416461a162cd012c',
  'answer findPeople': '94010ec09192a86b334a78395f6151a3416461',
  'answer block': '94010fc0c0',
  'answer unblock': '940110c0c0',
  'answer blocked': '940111c09192a86b334a78395f6151a3416461',
  'answer people': '940108c09192a86b334a78395f6151a3416461',
  'answer marks: members': '94010ac09193a86b334a78395f6151cd012c07',
  'answer marks: counts': '94010ac0922827',
  'answer presence: people': '940112c09192a86b334a78395f615100',
  'answer presence: count': '940112c028',
  'answer setPresence': '940113c091c3',
  'answer search': '940112c092919500cd012cce69248100a86b334a78395f6151a248699192a86b334a78395f6151a3416461',
  'answer search: more': '940112c09390909200cd012c',
  ...Object.fromEntries(Object.entries(accountForms).map(([form, [, bytes]]) => [form, bytes])),
  'ask error': '94010992aa6e616d652d74616b656eb55468657265206973206f6e6520616c72656164792ec0',
};

test.each(Object.keys(payloads))('%s has the bytes it always had', (form) => {
  expect(hex(payloads[form] ?? new Uint8Array())).toBe(golden[form]);
});

test('every golden line is still a form on the wire', () => {
  expect(Object.keys(golden)).toEqual(Object.keys(payloads));
});

test('every method is pinned', () => {
  const pinned = Object.keys(payloads).join('\n');
  const missing = Object.keys(asks).filter(
    (name) => !pinned.includes(`ask ${name}`) || !pinned.includes(`answer ${name}`),
  );
  expect(missing).toEqual([]);
});

test('topics are spelled as they always were', () => {
  const ofRoom = [roomTopic, marksTopic, typingTopic, presenceTopic].map((topic) => topic(room));
  expect([...ofRoom, userTopic(user), askTopic, answerTopic]).toEqual([
    'room/Lr4nD0mRo0m',
    'room/Lr4nD0mRo0m/marks',
    'room/Lr4nD0mRo0m/typing',
    'room/Lr4nD0mRo0m/presence',
    'user/k3Jx9_aQ',
    'ask',
    'answer',
  ]);
});

test('user properties and kinds of entry are named as they always were', () => {
  expect([receiptProperty, epochProperty, maxPayloadProperty, adminProperty]).toEqual([
    'seq',
    'epoch',
    'payload',
    'admin',
  ]);
  expect(formatReceipt({ seq: 300, ts: 1_764_000_000 })).toBe('300 1764000000');
  expect(formatShortReceipt({ seq: 300, ts: 1_764_000_000 })).toBe('300.t68n40');
  expect(entryKind).toEqual({ text: 1, edit: 2, retract: 3, reaction: 4, file: 5, membership: 6, room: 7 });
});
