// CONNECT: who is it, which session has it, and what both sides agreed on.
import type { IConnackPacket, IConnectPacket } from 'mqtt-packet';
import { isRefusal, type SessionRecord } from '../../application';
import type { Connection } from '../connection';
import type { MqttContext } from '../context';
import { maxPacketBytes } from '../limits';
import { LiveSession } from '../live-session';
import type { ProtocolVersion } from '../packet-codec';
import { connackCode, reasonCode, returnCode } from '../reason-codes';

export async function handleConnect(
  connection: Connection,
  packet: IConnectPacket,
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
    keepaliveSec: packet.keepalive ?? 0,
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
  const live = new LiveSession(context, connection, principal, { clientId, sessionExpirySec }, record);
  connection.live = live;
  const isRestored = isRemoved && (await live.restore(record?.subscriptions ?? []));
  if (connection.stage !== 'connecting') return;
  if (!isRestored) {
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

const notNow = 'The session cannot be opened now';

function whyNot(packet: IConnectPacket): { code: number; reason: string } | undefined {
  const { protocolVersion, properties, clientId, clean, will } = packet;
  if (protocolVersion !== 4 && protocolVersion !== 5)
    return { code: reasonCode.unsupportedVersion, reason: 'MQTT 5 and 3.1.1 are spoken here' };
  // [MQTT-3.1.3-8]: without an id there is no session to come back to.
  if (clientId === '' && !clean)
    return { code: reasonCode.clientIdInvalid, reason: 'A session that is kept needs a client id' };
  if (properties?.authenticationMethod !== undefined)
    return { code: reasonCode.badAuthenticationMethod, reason: 'No authentication method is offered' };
  if (properties?.receiveMaximum === 0 || properties?.maximumPacketSize === 0)
    return { code: reasonCode.protocolError, reason: 'Receive maximum and packet size cannot be 0' };
  // Taking a will and never publishing it would be a lie. MQTT 5's 0x83 means just this: valid, but not accepted here. MQTT 3.1.1
  // has only 3, "try again later", and 5, "not allowed": it is 5, as trying again will not help.
  if (will) return { code: reasonCode.implementationSpecific, reason: 'Wills are not offered' };
  return undefined;
}

/** MQTT 3.1.1 knows only "kept" and "not kept". */
function expirySec({ protocolVersion, properties, clean }: IConnectPacket, maxSec: number): number {
  const asked = protocolVersion === 5 ? (properties?.sessionExpiryInterval ?? 0) : clean ? 0 : maxSec;
  return Math.min(asked, maxSec);
}

/** Every byte counts on this link: what the absence of a property says already is not said again. */
function connack(
  { clientId, properties }: IConnectPacket,
  { limits }: MqttContext,
  assigned: {
    readonly userProperties: Record<string, string>;
    readonly clientId: string;
    readonly sessionExpirySec: number;
  },
  sessionPresent: boolean,
): IConnackPacket {
  const { userProperties, sessionExpirySec } = assigned;
  const isLowered = sessionExpirySec < (properties?.sessionExpiryInterval ?? 0);
  return {
    cmd: 'connack',
    sessionPresent,
    reasonCode: reasonCode.success,
    returnCode: returnCode.accepted,
    properties: {
      maximumQoS: 1,
      retainAvailable: false,
      maximumPacketSize: maxPacketBytes(limits),
      topicAliasMaximum: limits.topicAliasMaximum,
      subscriptionIdentifiersAvailable: false,
      sharedSubscriptionAvailable: false,
      ...(clientId === '' && { assignedClientIdentifier: assigned.clientId }),
      ...(isLowered && { sessionExpiryInterval: sessionExpirySec }),
      ...(Object.keys(userProperties).length > 0 && { userProperties }),
    },
  };
}
