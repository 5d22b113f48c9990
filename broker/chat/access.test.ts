import { describe, expect, it } from 'vitest';
import { openTestChat, textEntry } from './chat-fakes';

describe('access', () => {
  it('lets each person do what the table says and nothing else', async () => {
    const { application, lobby, join, ask } = await openTestChat();
    const ann = await join('Ann');
    const bob = await join('Bob');
    await ask(bob, 'create', { room: 'bobs-room' as never, name: 'Cave' });
    const room = `room/${await lobby()}`;
    const subscribe = (filter: string) => application.subscribe(ann.principal, filter);

    expect(subscribe(room)).toEqual({ log: true });
    expect(subscribe(`${room}/marks`)).toEqual({ log: false });
    expect(subscribe('answer')).toEqual({ log: false, awaitsSync: true });
    expect(subscribe(`user/${ann.signedIn.user}`)).toEqual({ log: false });

    const forbidden = { refused: 'not-authorized' };
    expect(subscribe('room/bobs-room')).toMatchObject(forbidden);
    expect(subscribe('room/nowhere')).toMatchObject(forbidden);
    expect(subscribe('room/bobs-room/marks')).toMatchObject(forbidden);
    expect(subscribe(`user/${bob.signedIn.user}`)).toMatchObject(forbidden);
    expect(subscribe('ask')).toMatchObject(forbidden);

    const unknown = { refused: 'topic-invalid' };
    const strangers = ['#', 'room/#', 'room/+', '+/x', '$SYS/broker', 'room', 'room/a/b/c', '', `${room}/`];
    expect(strangers.map(subscribe)).toEqual(strangers.map(() => expect.objectContaining(unknown)));

    const publish = (topic: string) => application.publish(ann, topic, textEntry(1));
    expect(await publish('room/bobs-room')).toMatchObject(forbidden);
    expect(await publish('room/bobs-room/marks')).toMatchObject(forbidden);
    expect(await publish(`user/${ann.signedIn.user}`)).toMatchObject(forbidden);
    expect(await publish('answer')).toMatchObject(forbidden);
    expect(await publish('text/x')).toMatchObject(unknown);
    expect(await publish(room)).toHaveProperty('receipt');
  });
});
