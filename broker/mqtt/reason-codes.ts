// MQTT's numbers for what went wrong, and which of them stands for which refusal of the application.
import type { Refusal } from '../application';

export const reasonCode = {
  success: 0x00,
  noSubscriptionExisted: 0x11,
  unspecified: 0x80,
  malformed: 0x81,
  protocolError: 0x82,
  implementationSpecific: 0x83,
  unsupportedVersion: 0x84,
  clientIdInvalid: 0x85,
  notAuthorized: 0x87,
  serverUnavailable: 0x88,
  shuttingDown: 0x8b,
  badAuthenticationMethod: 0x8c,
  keepAliveTimeout: 0x8d,
  sessionTakenOver: 0x8e,
  topicFilterInvalid: 0x8f,
  topicNameInvalid: 0x90,
  packetIdNotFound: 0x92,
  receiveMaximumExceeded: 0x93,
  topicAliasInvalid: 0x94,
  packetTooLarge: 0x95,
  quotaExceeded: 0x97,
  administrative: 0x98,
  payloadInvalid: 0x99,
  subscriptionIdsNotSupported: 0xa1,
} as const;

/** What the number says, as `bad_client_id` would. */
export const reasonWord = (code: number): string => wordsByCode.get(code) ?? String(code);

const wordsByCode = new Map(
  Object.entries(reasonCode).map(([name, code]): [number, string] => [
    code,
    name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  ]),
);

/** MQTT 3.1.1's numbers in CONNACK. */
export const returnCode = {
  accepted: 0,
  unsupportedVersion: 1,
  clientIdRejected: 2,
  serverUnavailable: 3,
  notAuthorized: 5,
} as const;

/** MQTT 3.1.1 has one number for every filter that is not granted. */
export const subackFailure = 0x80;

type CodeByRefusal = Record<Refusal['refused'], number>;

const pubackCodes: CodeByRefusal = {
  'not-authorized': reasonCode.notAuthorized,
  'topic-invalid': reasonCode.topicNameInvalid,
  'payload-invalid': reasonCode.payloadInvalid,
  quota: reasonCode.quotaExceeded,
  unavailable: reasonCode.implementationSpecific,
};

// What is fit for a PUBACK is not always legal elsewhere: 0x90 and 0x99 do not exist in SUBACK, 0x83 would not say "later" in CONNACK.
const subackCodes: CodeByRefusal = {
  ...pubackCodes,
  'topic-invalid': reasonCode.topicFilterInvalid,
  'payload-invalid': reasonCode.unspecified,
};
const connackCodes: CodeByRefusal = { ...pubackCodes, unavailable: reasonCode.serverUnavailable };

const codeIn = (codes: CodeByRefusal, { refused, undisclosed }: Refusal): number =>
  undisclosed ? reasonCode.unspecified : codes[refused];

/** What is told of it. */
export const reasonFor = ({ reason, undisclosed }: Refusal): string | undefined =>
  undisclosed ? undefined : reason;

export const pubackCode = (refusal: Refusal): number => codeIn(pubackCodes, refusal);
export const subackCode = (refusal: Refusal): number => codeIn(subackCodes, refusal);
export const connackCode = (refusal: Refusal): number => codeIn(connackCodes, refusal);

/** What ends connections is not always legal in a CONNACK. */
export const legalInConnack = (code: number): number =>
  endsConnections.includes(code) ? reasonCode.serverUnavailable : code;

const endsConnections: number[] = [
  reasonCode.shuttingDown,
  reasonCode.sessionTakenOver,
  reasonCode.administrative,
];
const mayPass: number[] = [
  ...endsConnections,
  reasonCode.serverUnavailable,
  reasonCode.quotaExceeded,
  reasonCode.unspecified,
];

/** CONNACK of MQTT 3.1.1 for a reason code of MQTT 5: 3 for what may pass, 5 for what will not. */
export function returnCodeFor(code: number): number {
  if (code === reasonCode.unsupportedVersion) return returnCode.unsupportedVersion;
  if (code === reasonCode.clientIdInvalid) return returnCode.clientIdRejected;
  return mayPass.includes(code) ? returnCode.serverUnavailable : returnCode.notAuthorized;
}
