import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBroadcastTabChannel, createFakeTabHub, type TabChannel } from './tab-channel';

let opened: TabChannel[] = [];
afterEach(() => {
  for (const channel of opened) channel.close();
  opened = [];
});

const kinds: [string, () => () => TabChannel][] = [
  ['BroadcastChannel', () => () => createBroadcastTabChannel('onebar-test')],
  [
    'the fake hub',
    () => {
      const hub = createFakeTabHub();
      return () => hub.open();
    },
  ],
];

describe.each(kinds)('a tab channel over %s', (_name, openHub) => {
  function tabs(count: number) {
    const open = openHub();
    return Array.from({ length: count }, () => {
      const channel = open();
      opened.push(channel);
      const heard: unknown[] = [];
      const unsubscribe = channel.subscribe((message) => heard.push(message));
      return { channel, heard, unsubscribe };
    });
  }

  it('reaches all other tabs, in order, but not the one that speaks', async () => {
    const [a, b, c] = tabs(3);
    for (const n of [1, 2, 3]) a!.channel.post({ n });
    const all = [{ n: 1 }, { n: 2 }, { n: 3 }];
    await vi.waitFor(() => expect([b!.heard, c!.heard]).toEqual([all, all]));
    expect(a!.heard).toEqual([]);
  });

  it('hands over clones, not references, and later', async () => {
    const [a, b] = tabs(2);
    const message = { list: [1], set: new Set(['x']) };
    a!.channel.post(message);
    expect(b!.heard).toEqual([]);
    message.list.push(2);
    await vi.waitFor(() => expect(b!.heard).toEqual([{ list: [1], set: new Set(['x']) }]));
  });

  it('is not heard after unsubscribing or closing, and throws when it speaks then', async () => {
    const [a, b, c, d] = tabs(4);
    b!.unsubscribe();
    c!.channel.close();
    a!.channel.post('hello');
    await vi.waitFor(() => expect(d!.heard).toEqual(['hello']));
    expect([b!.heard, c!.heard]).toEqual([[], []]);
    expect(() => c!.channel.post('from beyond')).toThrow(DOMException);
  });
});
