// The messenger put together: from a store to the `Application` that mqtt serves and the `Accounts` that http serves.
import { randomBytes } from 'node:crypto';
import type { RegistrationKind } from '../../src/protocol/accounts';
import type { RetentionRule } from '../../src/protocol/ask';
import type { DeviceId, UserId } from '../../src/protocol/ids';
import { parseAnyTopic, textRoom } from '../../src/protocol/text-topics';
import { isOwnTopic, parseTopic } from '../../src/protocol/topics';
import type { Application, FanOut } from '../application';
import { usualLimits, type LimitSettings } from '../limit-settings';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import type { Store } from '../store/store';
import { checkEntry, checkPublish, checkSubscribe, noSuchTopic } from './access';
import { createAccountChanges } from './account-changes';
import { createAccountRemoval } from './account-removal';
import { createAccounts, type Accounts } from './accounts';
import { createAdminDesk, type AdminDesk } from './admin-desk';
import { createAnswerPublish } from './answer-publish';
import { createApplyChanges } from './apply-changes';
import { createAsks } from './asks';
import { createAuthenticate } from './authenticate';
import { loadBlocks } from './blocks';
import { createChatLimits } from './chat-limits';
import { connackProperties } from './connack-properties';
import { createConnectedSessions } from './connected-sessions';
import { createCountedAccounts } from './counted-accounts';
import { loadDevices } from './devices';
import { createInTurn } from './in-turn';
import { createRoomLog } from './log';
import { loadMarks } from './marks';
import { loadNameNews } from './name-news';
import { createOutbox, type Outbox } from './outbox';
import { loadPeople, type People } from './people';
import { loadFloors } from './floors';
import { createInviteDesk } from './invite-desk';
import { loadInvites, type Invites } from './invites';
import { createLinkCodes } from './link-codes';
import { createKeeping } from './keeping';
import { keepAll } from './retention';
import { createPlainAccess, nothingPlain, type PlainAccess, type PlainSettings } from './plain-access';
import { createRises } from './rises';
import { createRegistration, type RegistrationRules } from './registration';
import { createRoomChanges } from './room-changes';
import { findOrMakeLobby, loadRooms } from './rooms';
import { writerOf } from './sending-order';
import { openSessions } from './sessions';
import { createSignals } from './signals';
import { createTextDoor } from './text-door';
import { withoutLogin } from './without-login';

export interface ChatDeps {
  readonly store: Store;
  /** A function, because mqtt is made after chat. */
  readonly fanOut: () => FanOut;
  /** Unix ms. */
  readonly clock: () => number;
  readonly random?: (bytes: number) => Uint8Array;
  /** What is not named is as usual. */
  readonly limits: { readonly maxPayloadBytes: number } & Partial<LimitSettings>;
  readonly registration: RegistrationRules;
  readonly metrics: Metrics;
  /** For all rooms; a room's own rule may keep less. */
  readonly retention?: RetentionRule;
  /** What is open outside Onebar's own topics. */
  readonly plain?: PlainSettings;
  readonly log: Log;
}

export interface Chat {
  readonly application: Application;
  readonly plainAccess: PlainAccess;
  readonly accounts: Accounts;
  readonly outbox: Outbox;
  readonly adminDesk: AdminDesk;
  readonly invites: Invites;
  readonly people: People;
  /** The secret of the set-up link, while there is no account and the first one is made with it. */
  setupToken(): string | undefined;
  /** What somebody needs who wants an account. */
  registrationKind(): RegistrationKind;
  /** Resolves when no deleted account is being taken out of its rooms any more. */
  accountsIdle(): Promise<void>;
  /** Resolves when nothing is being removed for its age or number. */
  retentionIdle(): Promise<void>;
  /** Writes what is not written yet and stops the clocks. The store is the caller's to close. */
  close(): Promise<void>;
}

/** Rejects when the store fails. */
export async function createChat({
  store,
  fanOut,
  clock,
  random = randomBytes,
  limits: someLimits,
  registration: rules,
  metrics,
  retention: serverRule = keepAll,
  plain = nothingPlain,
  log,
}: ChatDeps): Promise<Chat> {
  const limits = { ...usualLimits, ...someLimits };
  const { maxPayloadBytes } = limits;
  const { limitMet } = metrics;
  const lobby = await findOrMakeLobby(store, { clock, random });
  const people = await loadPeople(store);
  const rooms = await loadRooms({ store, lobby, nameOf: people.nameOf });
  const blocks = await loadBlocks(store, clock);
  const invites = await loadInvites(store, clock);
  const devices = await loadDevices({ store, clock, log });
  const nameNews = await loadNameNews({ store, people, rooms, devices, fanOut, clock });
  const rises = createRises(clock);
  const marks = await loadMarks(store, log, rises);
  const floors = await loadFloors(store, rooms.ever(), rises);
  const signals = createSignals({ rooms, people, blocks, devices, marks, fanOut, clock });
  const sessions = await openSessions({ store, maxPerUser: limits.maxSessionsPerUser, clock, log });
  const connected = createConnectedSessions();

  const access = { rooms, people };
  const held = createChatLimits({ limits, rooms, clock, metrics });
  const { passwords, attempts, registrations, paces, quotas } = held;
  const roomChanges = createRoomChanges({ rooms, people, blocks, quotas, clock });
  const applyChanges = createApplyChanges({ rooms, fanOut });
  const roomLog = createRoomLog({
    store,
    fanOut,
    maxPayloadBytes,
    rooms,
    checkAccess: (room, writer, entry) => checkEntry(room, writer, entry, access),
    changes: roomChanges,
    applyChanges(room, changes, asking, seq) {
      applyChanges(room, changes, asking, seq);
      signals.changed(room, changes);
      keeping.look(room);
    },
    stored(room, author, seq) {
      metrics.counts.entriesStored += 1;
      marks.wrote(room, author, seq);
      keeping.stored(room, seq);
    },
    announced: (room, record) => textDoor.appended(room, record),
    log,
  });
  const textDoor = createTextDoor({ store, rooms, people, roomLog, fanOut, clock, log });
  const keeping = createKeeping({ store, rooms, floors, roomLog, fanOut, serverRule, clock, log });
  const inviteDesk = createInviteDesk({ store, invites, rooms, people, quotas, roomLog, clock });

  const inTurn = createInTurn();
  const plainAccess = createPlainAccess({ ...plain, people, devices, sessions });
  const linkCodes = createLinkCodes({ devices, clock, random });
  const accountChanges = createAccountChanges({
    store,
    people,
    devices,
    passwords,
    attempts,
    fanOut,
    named: nameNews.named,
    inTurn,
    clock,
  });
  const accountRemoval = await createAccountRemoval({
    store,
    people,
    devices,
    rooms,
    roomChanges,
    roomLog,
    fanOut,
    named: nameNews.named,
    plainAccess,
    inTurn,
    clock,
    log,
  });
  const adminDesk = createAdminDesk({
    store,
    people,
    devices,
    rooms,
    invites,
    accountChanges,
    accountRemoval,
    roomChanges,
    roomLog,
    registration: rules.mode,
  });
  const registration = createRegistration({ rules, people, random });
  const uncounted = createAccounts({
    store,
    people,
    devices,
    rooms,
    lobby,
    passwords,
    registration,
    invites,
    inviteDesk,
    linkCodes,
    inTurn,
    fanOut,
    maxDevicesPerUser: limits.maxDevicesPerUser,
    limitMet,
    clock,
    random,
    log,
  });
  const accounts = createCountedAccounts({ accounts: uncounted, attempts, registrations });
  const asks = createAsks({
    store,
    rooms,
    marks,
    floors,
    kept: keeping.kept,
    people,
    blocks,
    invites,
    inviteDesk,
    devices,
    inTurn,
    maxAppTokensPerUser: limits.maxAppTokensPerUser,
    linkCodes,
    accountChanges,
    accountRemoval,
    adminDesk,
    nameNews,
    presence: signals.presence,
    quotas,
    maxInvitesPerUser: limits.maxInvitesPerUser,
    limitMet,
    roomLog,
    fanOut,
    isConnected: connected.has,
    clock,
    log,
  });

  const answer = createAnswerPublish({ asks, signals, log });
  const application: Application = {
    authenticate: createAuthenticate({
      devices,
      people,
      sessions,
      connected,
      tooManySessions: held.tooManySessions,
    }),
    pace: ({ device }) => paces.of(device),
    connackProperties: (principal) => connackProperties(principal, { store, people, maxPayloadBytes }),
    connected: (session) => {
      const { user, device, app } = session.principal;
      connected.put(session);
      // A thing of somebody's is not them: that it is here says nothing of where they are.
      if (!app) {
        nameNews.connecting(session);
        signals.presence.connected(user as UserId);
      }
      devices.connected(device as DeviceId);
      roomLog.beginAnew(writerOf(session));
      textDoor.connected(session);
    },
    disconnected: (session) => {
      const { user, device, app } = session.principal;
      connected.remove(session);
      devices.disconnected(device as DeviceId);
      if (!app) signals.presence.disconnected(user as UserId);
      roomLog.beginAnew(writerOf(session));
      textDoor.disconnected(session);
    },
    isOwn: isOwnTopic,
    subscribe: (principal, filter) => checkSubscribe(filter, principal, access),
    publish: (session, topicName, payload, as) => {
      const topic = parseAnyTopic(topicName, lobby);
      if (!topic) return Promise.resolve(noSuchTopic);
      const slower = () => (paces.of(session.principal.device).isTooFast() ? held.tooFast() : undefined);
      // A known entry is answered as it was the first time, so the log asks who may write it.
      if (topic.kind === 'room') return roomLog.publish(writerOf(session), topic.room, payload, slower());
      if (topic.kind === 'text') return textDoor.publish(session, topic.room, payload, as, slower);
      const refusal = checkPublish(topic, session.principal, access);
      return refusal ? Promise.resolve(refusal) : answer(session, topic, payload);
    },
    acknowledged: ({ clientId, principal: { user, app } }, topicName, from, to) => {
      // What a thing of somebody's has, they have not got.
      const topic = app ? undefined : parseTopic(topicName);
      if (topic?.kind !== 'room' || !rooms.isMember(topic.room, user as UserId)) return;
      if (marks.deliver(topic.room, user as UserId, from, to, floors.of(topic.room)))
        signals.markRose(topic.room, user as UserId, clientId);
    },
    ignoresRetain: (topicName) => textRoom(topicName, lobby) !== undefined,
    heads: textDoor.heads,
    headsAtJoining: textDoor.headsAtJoining,
    read: textDoor.read,
    loadSession: sessions.loadSession,
    saveSessions: sessions.saveSessions,
    removeSession: sessions.removeSession,
  };

  async function close(): Promise<void> {
    passwords.close();
    await keeping.close();
    await accountRemoval.close();
    sessions.close();
    signals.close();
    nameNews.close();
    await devices.close();
    await marks.close();
  }

  keeping.start();
  return {
    application: plain.anonymous ? withoutLogin(application, sessions, held) : application,
    plainAccess,
    accounts,
    outbox: createOutbox({ store, devices, people, paces, tooFast: held.tooFast, roomLog }),
    adminDesk,
    invites,
    people,
    setupToken: registration.setupToken,
    registrationKind: registration.kind,
    accountsIdle: accountRemoval.idle,
    retentionIdle: keeping.idle,
    close,
  };
}
