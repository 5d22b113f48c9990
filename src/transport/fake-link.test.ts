import { createFakeLink } from './fake-link';
import { linkContract } from './link.contract';

linkContract('The link in memory', async () => {
  const link = createFakeLink();
  return {
    link,
    request: { url: 'ws://nowhere/mqtt', clientId: 'device-1', username: 'ann', token: 'secret' },
    answerDials: link.answerDials,
    peers: link.peers,
    close: async () => undefined,
  };
});
