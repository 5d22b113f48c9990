// Reads roles and accessible names off a page as a screen reader gets them, and puts them into words for docs/accessible-names.md.
import type { Page } from 'playwright/test';

/** What is listed, in the order in which it is, and what it is called there. */
const listed: readonly (readonly [role: string, word: string])[] = [
  ['dialog', 'dialog'],
  ['alertdialog', 'dialog'],
  ['heading', 'heading'],
  ['navigation', 'navigation'],
  ['region', 'region'],
  ['list', 'list'],
  ['table', 'table'],
  ['status', 'status'],
  ['textbox', 'text box'],
  ['searchbox', 'text box'],
  ['spinbutton', 'number box'],
  ['combobox', 'choice'],
  ['listbox', 'choice'],
  ['radiogroup', 'choice'],
  ['radio', 'option'],
  ['checkbox', 'check box'],
  ['switch', 'switch'],
  ['tab', 'tab'],
  ['menuitem', 'menu item'],
  ['button', 'button'],
  ['link', 'link'],
  ['image', 'picture'],
];
const wordOf = new Map(listed);
/** Whoever uses one of these must hear what it is. */
const mustHaveName = new Set([
  'button',
  'link',
  'textbox',
  'searchbox',
  'dialog',
  'combobox',
  'radio',
  'checkbox',
]);

/** As on the screen: "button: Send", each once, in the order of `listed` and then of the page. */
export async function readNames(page: Page): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page);
  const { nodes } = await devtools.send('Accessibility.getFullAXTree');
  await devtools.detach();
  const found = new Map<string, Set<string>>();
  for (const { ignored, role, name, properties = [] } of nodes) {
    const kind = String(role?.value ?? '');
    const word = wordOf.get(kind);
    if (ignored || word === undefined) continue;
    const text = String(name?.value ?? '').trim();
    // Only for password managers: nobody writes there.
    const isForPrograms = properties.some((each) => each.name === 'readonly' && each.value.value === true);
    if (text === '' && mustHaveName.has(kind) && !isForPrograms)
      throw new Error(`There is a ${word} without a name.`);
    if (text !== '') found.set(word, (found.get(word) ?? new Set()).add(text));
  }
  const words = [...new Set(listed.map(([, word]) => word))];
  return words.flatMap((word) => [...(found.get(word) ?? [])].map((name) => `${word}: ${name}`));
}

export interface ScreenNames {
  readonly title: string;
  readonly names: readonly string[];
}

/** A list for each screen; what stands on all of `framed` stands once, before them. */
export function namesInWords(
  before: readonly ScreenNames[],
  frame: string,
  framed: readonly ScreenNames[],
): string {
  // A dialog hides what is behind it.
  const [first, ...rest] = framed.filter(({ names }) => !names.some((name) => name.startsWith('dialog: ')));
  const everywhere = new Set(
    first?.names.filter((name) => rest.every(({ names }) => names.includes(name))) ?? [],
  );
  const sections = [
    ...before,
    { title: frame, names: [...everywhere] },
    ...framed.map(({ title, names }) => ({ title, names: names.filter((name) => !everywhere.has(name)) })),
  ];
  return sections
    .map(({ title, names }) => `## ${title}\n\n${names.map(inMarkdown).join('\n')}\n`)
    .join('\n');
}

function inMarkdown(line: string): string {
  const at = line.indexOf(': ');
  return `- ${line.slice(0, at)} \`${line.slice(at + 2)}\``;
}
