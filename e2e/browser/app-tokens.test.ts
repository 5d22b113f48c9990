// An app token from the screen into the hands of a client that nobody here wrote, and its end.
import { connectAsync } from 'mqtt';
import { expect } from 'playwright/test';
import { newPerson } from './person';
import { test } from './stage';

test('a token made in Settings writes into a room, is seen there, and is refused once it is revoked', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  const { page } = ann;
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByText('You have none yet.').waitFor();
  await page.getByRole('button', { name: 'New app token' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Weather station');
  await dialog.getByRole('group', { name: 'Rooms that it writes in' }).getByText('Some').click();
  await dialog.getByRole('checkbox', { name: 'Lobby' }).check();
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  const token = await dialog.getByRole('status', { name: 'Token' }).innerText();
  await dialog.getByText(/^mosquitto_pub .* -t text\/lobby -m hello$/).waitFor();
  await dialog.getByRole('button', { name: 'Done' }).click();
  const item = page.getByRole('list', { name: 'Your app tokens' }).getByRole('listitem');
  await expect(item).toContainText('Weather stationWrites in Lobby.');

  const connect = () =>
    connectAsync(`${stage.url.replace('http', 'ws')}mqtt`, {
      clientId: 'weather-station-1',
      username: ann.name,
      password: token,
      reconnectPeriod: 0,
    });
  const client = await connect();
  const closed = new Promise((resolve) => client.once('close', () => resolve('closed')));
  await client.publishAsync('text/lobby', '21.5 °C and clear', { qos: 1 });
  await page.getByRole('link', { name: 'Lobby' }).click();
  await ann.message('21.5 °C and clear').waitFor();

  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await item.getByRole('button', { name: 'Revoke' }).click();
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('Weather station was revoked.').waitFor();
  await page.getByText('You have none yet.').waitFor();
  expect(await closed).toBe('closed');
  await expect(connect()).rejects.toThrow(/not authorized/i);
});
