// Socket.IO with connection state recovery, as its documentation shows it: node socket-io-server.mjs PORT
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const server = createServer();
const io = new Server(server, {
  connectionStateRecovery: { maxDisconnectionDuration: 2 * 60 * 1000, skipMiddlewares: true },
});
io.on('connection', (socket) => {
  if (!socket.recovered) void socket.join(socket.handshake.auth.rooms);
  socket.on('say', (room, text, answer) => {
    io.to(room).emit('said', room, text);
    answer();
  });
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => process.stdout.write('ready\n'));
