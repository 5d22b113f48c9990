// `npm run images`: the icons, from the marks in public/, and the screenshots of the manifest, from the built app. The results are
// checked in; run it when a mark or the main screen has changed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { findChromium, howToGetChromium } from './find-chromium.mjs';
import { root } from './install-missing.mjs';
import { complain, say } from './say.mjs';

const images = join(root, 'public');
const talk = [
  ['Asha', 'The upper bridge is open again'],
  ['Mira', 'Good. I bring the rope and the two short ladders'],
  ['Asha', 'We start at six from the hut'],
  ['Jon', 'No signal past the second bend, so do not wait for me to answer'],
];

const box = (page) => page.getByRole('textbox', { name: 'Message', exact: true });

const executablePath = findChromium();
if (executablePath === undefined) {
  complain(howToGetChromium);
  process.exit(1);
}
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  await makeIcons();
  await makeScreenshots();
} finally {
  await browser.close();
}

async function makeIcons() {
  const mark = readFileSync(join(images, 'icon.svg'), 'utf8');
  // A launcher cuts a circle or a square out of it: ground up to the edges, and the mark within the middle 80 %.
  const maskable = mark
    .replace(/<rect width="512"[^>]*>/, '')
    .replace(
      /(<svg[^>]*>)/,
      '$1<rect width="512" height="512" fill="#faf6f1" /><g transform="translate(64 64) scale(.75)">',
    )
    .replace('</svg>', '</g></svg>');
  await draw(mark, 192, 'icon-192.png');
  await draw(mark, 512, 'icon-512.png');
  await draw(maskable, 192, 'icon-maskable-192.png');
  await draw(maskable, 512, 'icon-maskable-512.png');
  // iOS rounds the corners itself.
  await draw(maskable, 180, 'icon-180.png');
}

async function draw(svg, size, name) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;inline-size:${size}px}</style>${svg}`);
  await page.screenshot({ path: join(images, name), omitBackground: true });
  await page.close();
  say(name);
}

async function makeScreenshots() {
  const dataDir = mkdtempSync(join(tmpdir(), 'onebar-images-'));
  const broker = spawn(process.execPath, [join(root, 'dist', 'broker', 'main.js')], {
    env: { ...process.env, DATA_DIR: dataDir, HOST: '127.0.0.1', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [printed] = await once(broker.stdout, 'data');
    const url = /http:\S+/.exec(String(printed))[0];
    const pageByName = new Map();
    for (const name of ['Asha', 'Mira', 'Jon', 'Lena']) pageByName.set(name, await enterAs(url, name));
    for (const [name, text] of talk) {
      await write(pageByName.get(name), text);
      await pageByName.get('Lena').getByText(text).last().waitFor();
    }
    const lena = pageByName.get('Lena');
    await write(lena, 'I keep the stove going. Call when you are down');
    await lena.getByText(/^(stored|delivered|read)$/).waitFor();
    await newRoom(pageByName.get('Asha'), 'Trail crew');
    await newRoom(lena, 'Hut book');
    await write(lena, 'Wood for two weeks is stacked');
    await lena.getByRole('link', { name: 'Lobby' }).click();
    await lena.getByText('I keep the stove going').last().waitFor();
    await shoot(lena, { width: 1280, height: 800 }, 'screenshot-wide.png');

    const gone = once(broker, 'exit');
    broker.kill('SIGTERM');
    await gone;
    await lena.setViewportSize({ width: 390, height: 844 });
    await write(lena, 'Soup is ready whenever you are');
    await lena.getByText('saved', { exact: true }).waitFor();
    await shoot(lena, { width: 390, height: 844 }, 'screenshot-narrow.png');
  } finally {
    broker.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function enterAs(url, name) {
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await page.goto(url);
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill('four bars or one');
  await page.getByRole('button', { name: 'Create account' }).click();
  await box(page).waitFor();
  return page;
}

async function write(page, text) {
  await box(page).fill(text);
  // On a phone Enter is a new line.
  await page.getByRole('button', { name: 'Send' }).click();
}

async function newRoom(page, name) {
  await page.getByRole('button', { name: 'New room' }).click();
  await page.getByRole('textbox', { name: 'Room name' }).fill(name);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('heading', { name }).waitFor();
}

async function shoot(page, size, name) {
  await page.setViewportSize(size);
  await page.waitForTimeout(1500);
  await page.screenshot({ path: join(images, name) });
  say(name);
}
