// CONNECT: who is it, which session has it, and what both sides agreed on.
import { isUtf8 } from 'node:buffer';
import type { IConnackPacket } from 'mqtt-packet';
import { isRefusal, type Principal, type Refusal, type SessionRecord } from '../../application';
import { isTopic } from '../../topic-filter';
import type { Connection } from '../connection';
import type { MqttContext } from '../context';
import { maxPacketBytes } from '../limits';
import { LiveSession } from '../live-session';
import type { ConnectPacket, ProtocolVersion } from '../packet-codec';
import { noProperties } from '../publish-properties';
import { connackCode, reasonCode, returnCode } from '../reason-codes';

export async function handleConnect(
  connection: Connection,
  packet: ConnectPacket,
  context: MqttContext,
): Promise<void> {
  const { application, keeper, clock, log, sessionConnections } = context;
  const version: ProtocolVersion = packet.protocolVersion === 5 ? 5 : 4;
  const clean = packet.clean ?? false;
  const clientId = packet.clientId === '' ? context.newClientId() : packet.clientId;
  const { receiveMaximum, maximumPacketSize, topicAliasMaximum, requestProblemInformation } =
    packet.properties ?? {};
  connection.begin({
    clientId,
    version,
    keepaliveSec: keepaliveOf(packet, context.limits.maxKeepaliveSec),
    receiveMaximum: receiveMaximum ?? 65_535,
    maximumPacketBytes: maximumPacketSize ?? Infinity,
    topicAliasMaximum: topicAliasMaximum ?? 0,
    problemInformation: requestProblemInformation ?? true,
  });
  const refusal = whyNot(packet);
  if (refusal) {
    connection.end(refusal.code, refusal.reason);
    return;
  }

  const principal = await application.authenticate({
    clientId,
    username: packet.username,
    password: packet.password,
  });
  if (connection.stage !== 'connecting') return;
  if (isRefusal(principal)) {
    connection.end(connackCode(principal), principal.reason);
    return;
  }
  const willRefusal = whyNotWill(packet, principal, context);
  if (willRefusal) {
    connection.end(connackCode(willRefusal), willRefusal.reason);
    return;
  }

  const { user } = principal;
  const { maxConnectionsPerUser } = context.limits;
  const earlier = sessionConnections.find(user, clientId);
  if (!earlier && sessionConnections.countOf(user) >= maxConnectionsPerUser) {
    context.metrics.limitMet('connections_per_user');
    connection.end(reasonCode.quotaExceeded, `Your account has ${maxConnectionsPerUser} connections already`);
    return;
  }

  // The latest CONNECT has the session [MQTT-3.1.4-3], also against one that is still being answered.
  earlier?.end(reasonCode.sessionTakenOver, 'The session goes on in another connection');
  connection.principal = principal;
  connection.pace = application.pace(principal);
  sessionConnections.put(user, clientId, connection);

  let stored: SessionRecord | undefined;
  try {
    stored = clean ? undefined : await keeper.load(principal.user, clientId);
  } catch (error) {
    log.error(`The session of ${clientId} could not be read`, error);
    connection.end(reasonCode.serverUnavailable, notNow);
    return;
  }
  const isExpired = stored?.expiresAtMs !== undefined && stored.expiresAtMs <= clock();
  const record = isExpired ? undefined : stored;
  const isRemoved = !(clean || isExpired) || (await keeper.remove(principal.user, clientId));
  if (connection.stage !== 'connecting') return;

  const sessionExpirySec = expirySec(packet, context.limits.maxSessionExpirySec);
  const isInOrder = packet.properties?.userProperties?.[context.inOrderProperty] !== undefined;
  const agreed = { clientId, sessionExpirySec, isInOrder };
  const live = new LiveSession(context, connection, principal, agreed, record);
  connection.live = live;
  const isDiscarded = isRemoved && (live.present || (await discardPlain(live, context)));
  const isRestored = isDiscarded && (await live.restore(record?.subscriptions ?? []));
  // Whoever has left already takes up nothing more: nobody would put it down again.
  if (connection.stage !== 'connecting') return;
  const isOpened = isRestored && (await openPlain(packet, live, context));
  // A function, because the compiler would take it for what it was.
  if (hasEnded(connection)) return;
  if (!isOpened) {
    connection.end(reasonCode.serverUnavailable, notNow);
    return;
  }
  const userProperties = application.connackProperties(principal);
  const answer = connack(
    packet,
    context,
    { userProperties, clientId, sessionExpirySec },
    record !== undefined,
  );
  connection.send(context.encodeConnack(answer, version));
  connection.accept(live);
}

const hasEnded = ({ stage }: Connection): boolean => stage === 'ended';

const notNow = 'The session cannot be opened now';

/** What an earlier session has on plain topics. False: it cannot be removed now. */
async function discardPlain(live: LiveSession, { plain, log }: MqttContext): Promise<boolean> {
  try {
    // Before this one is written, or a broker that dies would leave it the queue of the one before.
    await plain.discard(live);
    return true;
  } catch (error) {
    log.error(`What ${live.clientId} had on plain topics could not be removed`, error);
    return false;
  }
}

/** What the session has on plain topics, and the will. False: that cannot be written now. */
async function openPlain(
  { will, willDetails }: ConnectPacket,
  live: LiveSession,
  { plain, log }: MqttContext,
): Promise<boolean> {
  const session = plain.open(live, live.present, live.session.sessionExpirySec);
  if (session) live.takePlain(session);
  if (!will) return true;
  try {
    const { passedOn = noProperties, expirySec: lastsSec, delaySec = 0 } = willDetails ?? {};
    const { topic, qos = 0, retain = false } = will;
    const payload = Buffer.from(will.payload as Buffer);
    const message = { topic, payload, qos, retain, properties: passedOn, expiresAtMs: undefined };
    // Before it is written: should the connection end meanwhile, it is forgotten.
    live.hasWill = true;
    await plain.setWill(live, { message, expirySec: lastsSec, delaySec });
    return true;
  } catch (error) {
    log.error(`The will of ${live.clientId} could not be written`, error);
    return false;
  }
}

/** [MQTT-3.1.4-2] looks at it before the session begins: afterwards there is nobody to tell. */
function whyNotWill(
  { will, willDetails }: ConnectPacket,
  principal: Principal,
  { application, plain }: MqttContext,
): Refusal | undefined {
  if (!will) return undefined;
  if (!isTopic(will.topic))
    return { refused: 'topic-invalid', reason: 'The topic of the will has wildcards, or is too long' };
  if (application.isOwn(will.topic))
    return { refused: 'not-authorized', reason: 'A will goes to a plain topic' };
  if (willDetails?.isText === true && !isUtf8(will.payload as Buffer))
    return { refused: 'payload-invalid', reason: 'The will is said to be text, and is no UTF-8' };
  return plain.access(principal, 'publish', will.topic);
}

/** MQTT 3.1.1 has no way to say another one than the client's. */
function keepaliveOf({ keepalive = 0, protocolVersion }: ConnectPacket, maxSec: number): number {
  return protocolVersion === 5 ? Math.min(keepalive, maxSec) : keepalive;
}

function whyNot(packet: ConnectPacket): { code: number; reason: string } | undefined {
  const { protocolVersion, properties, clientId, clean } = packet;
  if (protocolVersion !== 4 && protocolVersion !== 5)
    return { code: reasonCode.unsupportedVersion, reason: 'MQTT 5 and 3.1.1 are spoken here' };
  // [MQTT-3.1.3-8]: without an id there is no session to come back to. MQTT 5 says which one it is.
  if (clientId === '' && !clean && protocolVersion === 4)
    return { code: reasonCode.clientIdInvalid, reason: 'A session that is kept needs a client id' };
  if (properties?.authenticationMethod !== undefined)
    return { code: reasonCode.badAuthenticationMethod, reason: 'No authentication method is offered' };
  if (properties?.receiveMaximum === 0 || properties?.maximumPacketSize === 0)
    return { code: reasonCode.protocolError, reason: 'Receive maximum and packet size cannot be 0' };
  return undefined;
}

/** MQTT 3.1.1 knows only "kept" and "not kept". */
function expirySec({ protocolVersion, properties, clean }: ConnectPacket, maxSec: number): number {
  const asked = protocolVersion === 5 ? (properties?.sessionExpiryInterval ?? 0) : clean ? 0 : maxSec;
  return Math.min(asked, maxSec);
}

/** Every byte counts on this link: what the absence of a property says already is not said again. */
function connack(
  { clientId, properties, keepalive = 0 }: ConnectPacket,
  { limits }: MqttContext,
  assigned: {
    readonly userProperties: Record<string, string>;
    readonly clientId: string;
    readonly sessionExpirySec: number;
  },
  sessionPresent: boolean,
): IConnackPacket {
  const { userProperties, sessionExpirySec } = assigned;
  const keepaliveSec = Math.min(keepalive, limits.maxKeepaliveSec);
  const isLowered = sessionExpirySec < (properties?.sessionExpiryInterval ?? 0);
  return {
    cmd: 'connack',
    sessionPresent,
    reasonCode: reasonCode.success,
    returnCode: returnCode.accepted,
    properties: {
      receiveMaximum: limits.receiveMaximum,
      maximumPacketSize: maxPacketBytes(limits),
      topicAliasMaximum: limits.topicAliasMaximum,
      ...(clientId === '' && { assignedClientIdentifier: assigned.clientId }),
      ...(keepaliveSec < keepalive && { serverKeepAlive: keepaliveSec }),
      ...(isLowered && { sessionExpiryInterval: sessionExpirySec }),
      ...(Object.keys(userProperties).length > 0 && { userProperties }),
    },
  };
}
