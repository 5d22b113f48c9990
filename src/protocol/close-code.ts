/**
 * The WebSocket close code (4000–4999 are an application's own, RFC 6455 7.4.2) that says MQTT's reason code of the DISCONNECT before it
 * once more: the close comes past messages that are still being kept, behind which the DISCONNECT stands.
 */
export const closeCodeOf = (reasonCode: number): number => 4000 + reasonCode;
