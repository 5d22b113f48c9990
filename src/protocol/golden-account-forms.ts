// What golden.test.ts pins of questions about accounts, devices and invites: each form, and its bytes.
import { encodeAnswer, encodeAsk } from './ask';
import type { DeviceId, RoomId, UserId } from './ids';

const room = 'Lr4nD0mRo0m' as RoomId;
const user = 'k3Jx9_aQ' as UserId;
const device = 'aDevice-of-Ada_1' as DeviceId;
const token = 'AAECAwQFBgcICQoLDA0ODw';
const invite = {
  id: 'an-id',
  room,
  by: user,
  name: 'Ada',
  madeSec: 1_790_000_000,
  expiresSec: 1_790_086_400,
  uses: 3,
  usesLeft: 2,
};
const row = { room, name: 'Lobby', visibility: 'public', head: 300, read: 7 } as const;
const adminUser = {
  user,
  name: 'Ada',
  shown: 'Ada L.',
  isAdmin: true,
  isSuspended: true,
  devices: 2,
  sinceSec: 1_790_000_000,
  seenSec: 1_790_086_400,
};
const sensor = {
  device: 'app-of-a-sensor' as DeviceId,
  name: 'Sensor',
  sinceSec: 1_790_000_000,
  seenSec: 0,
  app: { read: [], write: [room], plain: true },
};
const toServer = { token, room: undefined, expiresInSec: 86_400, uses: 1 };

export const accountForms: Readonly<Record<string, readonly [payload: Uint8Array, golden: string]>> = {
  'ask invite': [
    encodeAsk(18, 'invite', { token, room, expiresInSec: 86_400, uses: 3 }),
    '940112a6696e7669746594b641414543417751464267634943516f4c4441304f4477ab4c72346e44306d526f306dce0001518003',
  ],
  'ask invite: to the server': [
    encodeAsk(18, 'invite', toServer),
    '940112a6696e7669746594b641414543417751464267634943516f4c4441304f4477c0ce0001518001',
  ],
  'ask invites': [encodeAsk(19, 'invites', { room }), '940113a7696e766974657391ab4c72346e44306d526f306d'],
  'ask invites: to the server': [encodeAsk(19, 'invites', { room: undefined }), '940113a7696e766974657391c0'],
  'ask revokeInvite': [
    encodeAsk(20, 'revokeInvite', { id: 'an-id' }),
    '940114ac7265766f6b65496e7669746591a5616e2d6964',
  ],
  'ask useInvite': [
    encodeAsk(21, 'useInvite', { token }),
    '940115a9757365496e7669746591b641414543417751464267634943516f4c4441304f4477',
  ],
  'answer invite': [
    encodeAnswer(18, 'invite', invite),
    '940112c098a5616e2d6964ab4c72346e44306d526f306da86b334a78395f6151a3416461ce6ab13b80ce6ab28d000302',
  ],
  'answer invites': [
    encodeAnswer(19, 'invites', [{ ...invite, room: undefined }]),
    '940113c09198a5616e2d6964c0a86b334a78395f6151a3416461ce6ab13b80ce6ab28d000302',
  ],
  'answer revokeInvite': [encodeAnswer(20, 'revokeInvite', undefined), '940114c0c0'],
  'answer useInvite': [
    encodeAnswer(21, 'useInvite', row),
    '940115c095ab4c72346e44306d526f306da54c6f62627900cd012c07',
  ],
  'ask devices': [encodeAsk(22, 'devices', undefined), '940116a764657669636573c0'],
  'ask endDevice': [
    encodeAsk(23, 'endDevice', { device }),
    '940117a9656e6444657669636591b0614465766963652d6f662d4164615f31',
  ],
  'ask endAllDevices': [
    encodeAsk(24, 'endAllDevices', { keepThis: true }),
    '940118ad656e64416c6c4465766963657391c3',
  ],
  'ask changePassword': [
    encodeAsk(25, 'changePassword', { old: 'old word', new: 'new word' }),
    '940119ae6368616e676550617373776f726492a86f6c6420776f7264a86e657720776f7264',
  ],
  'ask setName': [encodeAsk(26, 'setName', { name: 'Ada L.' }), '94011aa77365744e616d6591a6416461204c2e'],
  'ask linkCode': [encodeAsk(27, 'linkCode', undefined), '94011ba86c696e6b436f6465c0'],
  'answer devices': [
    encodeAnswer(22, 'devices', [{ device, name: 'Phone', sinceSec: 1_790_000_000, seenSec: 1_790_086_400 }]),
    '940116c09194b0614465766963652d6f662d4164615f31a550686f6e65ce6ab13b80ce6ab28d00',
  ],
  'answer devices: with an app token': [
    encodeAnswer(22, 'devices', [sensor]),
    '940116c09195af6170702d6f662d612d73656e736f72a653656e736f72ce6ab13b8000939091ab4c72346e44306d526f306dc3',
  ],
  'ask makeAppToken': [
    encodeAsk(35, 'makeAppToken', { token: `ob_${'A'.repeat(24)}`, name: 'Sensor', app: sensor.app }),
    '940123ac6d616b65417070546f6b656e93bb6f625f414141414141414141414141414141414141414141414141a653656e736f72939091ab4c72346e44306d526f306dc3',
  ],
  'ask makeAppToken: all rooms': [
    encodeAsk(35, 'makeAppToken', {
      token: `ob_${'A'.repeat(24)}`,
      name: 'Bridge',
      app: { read: 'all', write: 'all', plain: false },
    }),
    '940123ac6d616b65417070546f6b656e93bb6f625f414141414141414141414141414141414141414141414141a642726964676593c0c0c2',
  ],
  'answer makeAppToken': [
    encodeAnswer(35, 'makeAppToken', sensor),
    '940123c095af6170702d6f662d612d73656e736f72a653656e736f72ce6ab13b8000939091ab4c72346e44306d526f306dc3',
  ],
  'answer endDevice': [encodeAnswer(23, 'endDevice', undefined), '940117c0c0'],
  'answer endAllDevices': [encodeAnswer(24, 'endAllDevices', undefined), '940118c0c0'],
  'answer changePassword': [encodeAnswer(25, 'changePassword', undefined), '940119c0c0'],
  'answer setName': [encodeAnswer(26, 'setName', { name: 'Ada L.' }), '94011ac091a6416461204c2e'],
  'answer linkCode': [
    encodeAnswer(27, 'linkCode', { code: '7KQ2M9XA', expiresInSec: 300 }),
    '94011bc092a8374b51324d395841cd012c',
  ],
  'ask deleteAccount: keep': [
    encodeAsk(28, 'deleteAccount', { password: 'old word', messages: 'keep' }),
    '94011cad64656c6574654163636f756e7492a86f6c6420776f726400',
  ],
  'ask deleteAccount: empty': [
    encodeAsk(28, 'deleteAccount', { password: 'old word', messages: 'empty' }),
    '94011cad64656c6574654163636f756e7492a86f6c6420776f726401',
  ],
  'answer deleteAccount': [encodeAnswer(28, 'deleteAccount', undefined), '94011cc0c0'],
  'ask adminUsers': [
    encodeAsk(29, 'adminUsers', { text: 'ad', after: undefined }),
    '94011daa61646d696e557365727392a26164c0',
  ],
  'ask adminUsers: after': [
    encodeAsk(29, 'adminUsers', { text: '', after: user }),
    '94011daa61646d696e557365727392a0a86b334a78395f6151',
  ],
  'ask adminServer': [encodeAsk(34, 'adminServer', undefined), '940122ab61646d696e536572766572c0'],
  'answer adminServer': [
    encodeAnswer(34, 'adminServer', { registration: 'invite', people: 12, rooms: 3 }),
    '940122c093010c03',
  ],
  'ask adminRooms': [encodeAsk(30, 'adminRooms', { after: undefined }), '94011eaa61646d696e526f6f6d7391c0'],
  'ask adminRooms: after': [
    encodeAsk(30, 'adminRooms', { after: room }),
    '94011eaa61646d696e526f6f6d7391ab4c72346e44306d526f306d',
  ],
  'ask adminInvites': [encodeAsk(31, 'adminInvites', undefined), '94011fac61646d696e496e7669746573c0'],
  'ask adminSet: suspend': [
    encodeAsk(32, 'adminSet', { user, change: { what: 'suspend' } }),
    '940120a861646d696e53657492a86b334a78395f6151a773757370656e64',
  ],
  'ask adminSet: unsuspend': [
    encodeAsk(32, 'adminSet', { user, change: { what: 'unsuspend' } }),
    '940120a861646d696e53657492a86b334a78395f6151a9756e73757370656e64',
  ],
  'ask adminSet: make admin': [
    encodeAsk(32, 'adminSet', { user, change: { what: 'make-admin' } }),
    '940120a861646d696e53657492a86b334a78395f6151aa6d616b652d61646d696e',
  ],
  'ask adminSet: make member': [
    encodeAsk(32, 'adminSet', { user, change: { what: 'make-member' } }),
    '940120a861646d696e53657492a86b334a78395f6151ab6d616b652d6d656d626572',
  ],
  'ask adminSet: sign out': [
    encodeAsk(32, 'adminSet', { user, change: { what: 'sign-out' } }),
    '940120a861646d696e53657492a86b334a78395f6151a87369676e2d6f7574',
  ],
  'ask adminSet: password': [
    encodeAsk(32, 'adminSet', { user, change: { what: 'password', password: 'new word' } }),
    '940120a861646d696e53657493a86b334a78395f6151a870617373776f7264a86e657720776f7264',
  ],
  'ask adminSet: delete': [
    encodeAsk(32, 'adminSet', { user, change: { what: 'delete', messages: 'empty' } }),
    '940120a861646d696e53657493a86b334a78395f6151a664656c657465a5656d707479',
  ],
  'ask adminDeleteRoom': [
    encodeAsk(33, 'adminDeleteRoom', { room }),
    '940121af61646d696e44656c657465526f6f6d91ab4c72346e44306d526f306d',
  ],
  'answer adminUsers': [
    encodeAnswer(29, 'adminUsers', [adminUser]),
    '94011dc09197a86b334a78395f6151a3416461a6416461204c2e0302ce6ab13b80ce6ab28d00',
  ],
  'answer adminUsers: with app tokens': [
    encodeAnswer(29, 'adminUsers', [{ ...adminUser, apps: 3 }]),
    '94011dc09198a86b334a78395f6151a3416461a6416461204c2e0302ce6ab13b80ce6ab28d0003',
  ],
  'answer adminRooms': [
    encodeAnswer(30, 'adminRooms', [{ room, name: 'Lobby', visibility: 'public', members: 12, head: 300 }]),
    '94011ec09195ab4c72346e44306d526f306da54c6f626279000ccd012c',
  ],
  'answer adminInvites': [
    encodeAnswer(31, 'adminInvites', [invite]),
    '94011fc09198a5616e2d6964ab4c72346e44306d526f306da86b334a78395f6151a3416461ce6ab13b80ce6ab28d000302',
  ],
  'answer adminSet': [encodeAnswer(32, 'adminSet', undefined), '940120c0c0'],
  'answer adminDeleteRoom': [encodeAnswer(33, 'adminDeleteRoom', undefined), '940121c0c0'],
};
