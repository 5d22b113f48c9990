// Makes the pictures of docs/screens.md. A picture that cannot be made (its screen is not there any more, or is called something else) is
// named at the end, and the others are made all the same.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { findChromium, howToGetChromium } from '../../scripts/find-chromium.mjs';
import { enter } from '../browser/person';
import { seedDevice, whoIsHere, withoutApp } from '../browser/seed-device';
import { startBrokerProcess } from '../broker-process';
import { createWeakNetwork, type WeakNetwork } from '../weak-network';
import { shots, type Shot, type Stand } from './shots';
import { rowsOf, talks } from './talk';
import { makeTeam } from './team';

const folder = join('docs', 'screens');
const document = join('docs', 'screens.md');
const sizes = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 } } as const;
const themes = ['light', 'dark'] as const;
const patienceMs = 8_000;
const quality = 0.82;
const say = (text: string) => process.stdout.write(`${text}\n`);

interface Picture {
  readonly shot: Shot;
  readonly size: keyof typeof sizes;
  readonly theme: (typeof themes)[number];
}
const fileOf = ({ shot, size, theme }: Picture): string => `${shot.file}-${size}-${theme}.webp`;

/** Somebody in a tunnel, with all that talk on their device. */
async function makeTunnel(
  browser: Browser,
  weak: WeakNetwork,
  { file, language = 'en' }: Shot,
): Promise<Stand> {
  const talk = talks[language];
  const page = await newPage(browser);
  const url = `${weak.url}/`;
  weak.heal();
  await page.goto(url);
  await enter(page, `${talk.people[0] ?? ''} ${file}`, 'Create account');
  weak.refuse();
  await withoutApp(page, url);
  const { user } = await whoIsHere(page);
  const { team, rows } = rowsOf(talk, user, Date.now());
  await seedDevice(page, rows);
  await page.evaluate((chosen) => localStorage.setItem('onebar-language', chosen), language);
  await page.goto(`${url}#/room/${team}`);
  return { page, url, team, talk };
}

async function newPage(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })).newPage();
  page.setDefaultTimeout(patienceMs);
  return page;
}

/** A picture as WebP, by the browser's own hand, since nothing here writes that. */
async function shoot(painter: Page, { page }: Stand, path: string): Promise<void> {
  const png = await page.screenshot({ animations: 'disabled', scale: 'css' });
  const data = await painter.evaluate(
    async ([source, asked]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const canvas = Object.assign(window.document.createElement('canvas'), {
        width: image.naturalWidth,
        height: image.naturalHeight,
      });
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', asked);
    },
    [png.toString('base64'), quality] as const,
  );
  writeFileSync(path, Buffer.from(data.slice(data.indexOf(',') + 1), 'base64'));
}

async function shootAll(browser: Browser, url: string, weak: WeakNetwork): Promise<Picture[]> {
  const painter = await browser.newPage();
  const made: Picture[] = [];
  let team: Promise<Stand> | undefined;
  const standFor = async (shot: Shot): Promise<Stand> => {
    if (shot.who === 'tunnel') return await makeTunnel(browser, weak, shot);
    if (shot.who === 'team') return await (team ??= makeTeam(browser, url, patienceMs));
    const page = await newPage(browser);
    await page.goto(url);
    return { page, url, team: '', talk: talks.en };
  };
  for (const shot of shots) {
    try {
      const stand = await standFor(shot);
      for (const size of Object.keys(sizes) as (keyof typeof sizes)[]) {
        await stand.page.setViewportSize(sizes[size]);
        await shot.open(stand, size);
        for (const theme of themes) {
          await stand.page.emulateMedia({ colorScheme: theme });
          await stand.page.waitForTimeout(400);
          const picture = { shot, size, theme };
          await shoot(painter, stand, join(folder, fileOf(picture)));
          made.push(picture);
        }
        await shot.close?.(stand);
      }
      if (shot.who !== 'team') await stand.page.context().close();
      say(shot.title);
    } catch (error) {
      say(`${shot.title}: not made, ${String(error).split('\n')[0] ?? ''}`);
    }
  }
  return made;
}

function writeDocument(made: readonly Picture[]): void {
  const imageOf = (picture: Picture) =>
    `![${picture.shot.title}, ${picture.size === 'phone' ? 'on a phone' : 'on a desk'}, ${picture.theme}](screens/${fileOf(picture)})`;
  const sections = shots
    .map((shot) => ({ shot, pictures: made.filter((picture) => picture.shot === shot) }))
    .filter(({ pictures }) => pictures.length > 0)
    .map(({ shot, pictures }) => {
      const row = (size: keyof typeof sizes) =>
        pictures.filter((picture) => picture.size === size).map(imageOf);
      const lines = [row('desk'), row('phone')].map((cells) => `| ${cells.join(' | ')} |`);
      return `## ${shot.title}\n\n${shot.words}\n\n| light | dark |\n| --- | --- |\n${lines.join('\n')}\n`;
    });
  writeFileSync(
    document,
    `# Screens\n\nThe key screens in both sizes and both themes. Made by \`npm run screens\` from the built app; the people are invented.\n\n${sections.join('\n')}`,
  );
}

async function main(): Promise<boolean> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(howToGetChromium);
  const dataDir = mkdtempSync(join(tmpdir(), 'onebar-screens-'));
  const broker = await startBrokerProcess({ dataDir });
  const weak = await createWeakNetwork({ target: { host: '127.0.0.1', port: broker.port }, only: 'mqtt' });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) if (name.endsWith('.webp')) unlinkSync(join(folder, name));
    const made = await shootAll(browser, broker.url, weak);
    writeDocument(made);
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    say(`${made.length} pictures, ${(bytes / 1e6).toFixed(2)} MB`);
    return made.length === shots.length * themes.length * Object.keys(sizes).length;
  } finally {
    await browser.close();
    await weak.close();
    await broker.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

process.exit((await main()) ? 0 : 1);
