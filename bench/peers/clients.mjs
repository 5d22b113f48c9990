// The clients of the peers, each as its README shows it, behind one small interface: see e2e/torture/peers.ts.
import mqtt from 'mqtt';
import { io } from 'socket.io-client';

/** MQTT.js with a persistent session at QoS 1. */
export function createMqttClient({ port, clientId, rooms, heard }) {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { clientId, clean: false });
  client.on('connect', () => client.subscribe(rooms, { qos: 1 }));
  client.on('message', (room, payload) => heard(room, payload.toString()));
  client.on('error', () => undefined);
  return {
    online: () => client.connected,
    say: (room, text) =>
      new Promise((resolve, reject) => {
        client.publish(room, text, { qos: 1 }, (error) => (error ? reject(error) : resolve()));
      }),
    vanish: () => client.end(true),
  };
}

/** Socket.IO, which sends again what was not acknowledged. */
export function createSocketIoClient({ port, rooms, heard }) {
  const socket = io(`http://127.0.0.1:${port}`, {
    auth: { rooms },
    ackTimeout: 10_000,
    retries: 3,
    forceNew: true,
  });
  socket.on('said', heard);
  return {
    online: () => socket.connected,
    say: (room, text) =>
      new Promise((resolve, reject) => {
        socket.emit('say', room, text, (error) => (error ? reject(error) : resolve()));
      }),
    vanish: () => socket.disconnect(),
  };
}
