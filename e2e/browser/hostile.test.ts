// What hostile people write is text: in names of people and rooms, and in messages.
import { v7 as uuidv7 } from 'uuid';
import { expect, type Page } from 'playwright/test';
import type { SignedIn } from '../../src/protocol/accounts';
import { encodeAsk } from '../../src/protocol/ask';
import { encodeEntry, entryKind } from '../../src/protocol/entry';
import type { EntryId, RoomId } from '../../src/protocol/ids';
import { connectWire } from '../headless/wire-client';
import { newPerson } from './person';
import { test } from './stage';

const hostileName = '<img src=x onerror="top.harmed=1">';
const hostileRoom = '<script>top.harmed=2</script>';
const markup = '<img src=x onerror="top.harmed=3"><script>top.harmed=4</script><b>bold</b>';
const addresses =
  'javascript:top.harmed=5 data:text/html,x https://my.bank@evil.example https://fine.example/?a=1. mailto:ann@fine.example vbscript:x';
const turned = 'pay \u202eevil\u202c \u2066and\u2069 https://fine.example/\u202egpj.exe';
const climbing = `Z${'\u030d'.repeat(2000)}`;
const withNul = 'before\u0000after';

async function makeAccount(url: string, name: string): Promise<Response> {
  return fetch(`${url}api/accounts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, password: 'correct horse battery', device: `device-${uuidv7()}` }),
  });
}

/** Signs in with whatever client a hostile person may have. */
async function hostileClient(url: string) {
  const device = `device-${uuidv7()}`;
  const response = await fetch(`${url}api/accounts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: hostileName, password: 'correct horse battery', device }),
  });
  const { token, lobby } = (await response.json()) as SignedIn;
  const login = { clientId: device, username: hostileName, password: token };
  const wire = await connectWire(url, 5, login);
  return {
    say: async (text: string) => {
      const entry = { id: uuidv7() as EntryId, kind: entryKind.text, body: text, waitedSec: 0 };
      expect(await wire.publish(`room/${lobby}`, encodeEntry(entry))).toBe(0);
    },
    makeRoom: (name: string) => {
      const room = 'hostile-room-1' as RoomId;
      return wire.publish('ask', encodeAsk(1, 'create', { room, name }));
    },
    end: wire.end,
  };
}

const harm = (page: Page) => page.evaluate(() => (globalThis as { harmed?: number }).harmed);

test('hostile names and messages are shown as they are written, and do nothing', async ({
  browser,
  stage,
}) => {
  const refusals: string[] = [];
  const ann = await newPerson(browser, stage.url, 'Ann');
  ann.page.on('console', (message) => {
    if (/Content.Security.Policy/.test(message.text())) refusals.push(message.text());
  });
  for (const name of ['An\u202en', 'An\u2066n', 'An\u200bn', 'An\u0000n', '\u2800'])
    expect((await makeAccount(stage.url, name)).status).toBe(400);
  // What nobody sees makes no other name.
  expect((await makeAccount(stage.url, `${ann.name}\u200d`)).status).toBe(409);

  const mallory = await hostileClient(stage.url);
  for (const text of [markup, addresses, turned, climbing, withNul, 'the end']) await mallory.say(text);
  const messages = ann.page.getByRole('list', { name: 'Messages' });
  await expect(ann.message('the end')).toBeVisible();
  await expect(messages.getByText(hostileName).first()).toBeVisible();
  await expect(messages.getByText(markup, { exact: true })).toBeVisible();
  expect(await messages.locator('img, script, b, iframe, svg image').count()).toBe(0);

  const links = messages.getByRole('link');
  await expect(links).toHaveText([
    'https://fine.example/?a=1',
    'mailto:ann@fine.example',
    'https://fine.example/',
  ]);
  for (const link of await links.all()) {
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer nofollow');
    expect(await link.getAttribute('href')).toMatch(/^(https:\/\/fine\.example\/|mailto:ann@fine\.example)/);
  }

  // Nothing of a message turns or covers what stands beside it.
  const turnedText = messages.getByText('pay', { exact: false }).first();
  expect(await turnedText.evaluate((element) => getComputedStyle(element).unicodeBidi)).toMatch(/isolate/);
  const climbingText = messages.getByText(climbing, { exact: true });
  expect(await climbingText.evaluate((element) => getComputedStyle(element.parentElement!).overflowY)).toBe(
    'clip',
  );
  await expect(messages.getByText(/^before.?after$/)).toBeVisible();

  await mallory.makeRoom(hostileRoom);
  await ann.page.getByRole('link', { name: 'Browse rooms' }).click();
  await expect(ann.page.getByText(hostileRoom)).toBeVisible();
  await ann.page.getByRole('button', { name: 'Join' }).first().click();
  await expect(ann.page.getByRole('heading', { name: hostileRoom })).toBeVisible();

  expect(await harm(ann.page)).toBeUndefined();
  expect(refusals).toEqual([]);
  await ann.write('and I can still write');
  await ann.hasStates('stored', 1);
  mallory.end();
});
