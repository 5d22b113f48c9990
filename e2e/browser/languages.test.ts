// The screen in another language: by the browser's wish, by choice, without a link, and from right to left.
import { expect } from 'playwright/test';
import { newName, newPerson, password } from './person';
import { test } from './stage';

test('another language is chosen in the settings: everything is mirrored, and a draft survives', async ({
  browser,
  stage,
}) => {
  const mira = await newPerson(browser, stage.weakUrl, 'Mira');
  const { page } = mira;
  await mira.write('Good morning');
  await mira.hasStates('stored', 1);
  await mira.box.fill('half a thought');
  const left = (await page.getByRole('navigation', { name: 'Rooms' }).boundingBox())?.x;
  expect(left).toBe(0);

  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('combobox', { name: 'Language' }).selectOption('ar');

  // At once, and the focus stays where it was.
  const choice = page.getByRole('combobox', { name: 'اللغة (Language)' });
  await expect(choice).toBeFocused();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  const rooms = await page.getByRole('navigation', { name: 'الغرف' }).boundingBox();
  expect((rooms?.x ?? 0) + (rooms?.width ?? 0)).toBe(page.viewportSize()?.width);

  // No key is lost, and the link was never gone.
  await page.getByRole('link', { name: /Lobby/ }).first().click();
  const box = page.getByRole('textbox', { name: 'رسالة', exact: true });
  await expect(box).toHaveValue('half a thought');
  await expect(page.getByRole('status', { name: 'الاتصال' })).toHaveText('متصل');
  const own = page
    .getByRole('list', { name: 'الرسائل' })
    .getByRole('listitem')
    .filter({ hasText: 'Good morning' });
  await expect(own).toContainText('على الخادم');

  // A choice is for the next time as well.
  await page.reload();
  await expect(box).toHaveValue('half a thought');
});

test('the browser’s own language is spoken from the first word on, and no other one is loaded', async ({
  browser,
  stage,
}) => {
  const context = await browser.newContext({ locale: 'es-MX', serviceWorkers: 'block' });
  const page = await context.newPage();
  const files: string[] = [];
  page.on('request', (request) => {
    const [, file] = /\/assets\/(\w\w-(?:first|rest))-/.exec(request.url()) ?? [];
    if (file) files.push(file);
  });
  // What is there before the app speaks it too.
  await page.route('**/assets/index-*.js', (route) => route.abort());
  await page.goto(stage.url);
  await expect(page.getByText('Mensajería para malas conexiones.')).toBeVisible();
  await page.unroute('**/assets/index-*.js');
  await page.goto(stage.url);
  await page.getByRole('textbox', { name: 'Nombre' }).fill(newName('Ana'));
  await page.getByRole('textbox', { name: 'Contraseña', exact: true }).fill('corta');
  await page.getByRole('button', { name: 'Crear cuenta' }).click();
  await expect(page.getByText('Esta contraseña tiene menos de 8 caracteres.')).toBeVisible();
  // What the server answers is said in the same language.
  await page.getByRole('link', { name: 'Ya tengo cuenta' }).click();
  await page.getByRole('textbox', { name: 'Contraseña', exact: true }).fill(`${password}, but another one`);
  await page.getByRole('button', { name: 'Entrar' }).click();
  await expect(page.getByText('El nombre o la contraseña no son correctos.')).toBeVisible();
  expect([...new Set(files)].toSorted()).toEqual(['es-first', 'es-rest']);
});

test('another language is there without a link, once the app is kept on the device', async ({
  browser,
  stage,
}) => {
  const ann = await newPerson(browser, stage.url, 'Ann');
  const { page, context } = ann;
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('combobox', { name: 'Language' }).selectOption('es');
  await expect(page.getByRole('combobox', { name: 'Idioma (Language)' })).toBeFocused();
  await expect(page.getByRole('heading', { name: 'Contraseña' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Ajustes' })).toBeVisible();
});
