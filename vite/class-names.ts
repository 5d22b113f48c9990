// What the classes of the style modules are called: their own name and the number of their file. Vite's own way puts a hash into each,
// and chance does not compress.
import { readdirSync } from 'node:fs';
import { relative } from 'node:path';

/** For `css.modules.generateScopedName`. `root`: the folder below which the modules lie. */
export function classNames(root: string): (name: string, file: string) => string {
  const files = readdirSync(root, { recursive: true })
    .map((path) => String(path).replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.module.css'))
    .toSorted();
  return (name, file) => {
    const path = relative(root, file.split('?')[0] ?? file).replaceAll('\\', '/');
    const number = files.indexOf(path);
    if (number < 0) throw new Error(`${file} does not lie below ${root}.`);
    return `${name}_${number.toString(36)}`;
  };
}
