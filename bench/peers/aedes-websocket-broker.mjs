// Aedes in memory over WebSocket: node aedes-websocket-broker.mjs PORT
// What a socket gets in one tick leaves in one frame. That is kinder to it than its README, whose stream makes one of every piece.
import { createServer } from 'node:http';
import { Duplex } from 'node:stream';
import { Aedes } from 'aedes';
import { WebSocketServer } from 'ws';

const aedes = await Aedes.createBroker();
const server = createServer();
const webSockets = new WebSocketServer({
  server,
  perMessageDeflate: false,
  handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
});

function streamOf(webSocket) {
  const stream = new Duplex({
    allowHalfOpen: false,
    read: () => webSocket.resume(),
    write: (chunk, _encoding, done) => send(chunk, done),
    writev: (chunks, done) => send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done),
    final(done) {
      webSocket.close();
      done();
    },
    destroy(error, done) {
      webSocket.terminate();
      done(error);
    },
  });
  function send(bytes, done) {
    if (webSocket.readyState === webSocket.OPEN) webSocket.send(bytes, done);
    else done(new Error('The connection is closed'));
  }
  webSocket.on('message', (bytes) => {
    if (!stream.push(bytes)) webSocket.pause();
  });
  webSocket.on('close', () => {
    stream.push(null);
    stream.destroy();
  });
  webSocket.on('error', () => stream.destroy());
  stream.on('error', () => {});
  return stream;
}

webSockets.on('connection', (webSocket) => aedes.handle(streamOf(webSocket)));
server.listen(Number(process.argv[2]), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
