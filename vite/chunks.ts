// Which modules share a file. React has one of its own: it is the largest, and stays in the browser's cache when Onebar changes, and when
// the link is cut in the middle of the first visit. What the account form needs is in a second, and what reading and writing needs besides
// in a third, whatever else uses it too.
import type { Plugin } from 'vite';

export function chunks(): Plugin {
  /** What main.tsx imports, and what that imports, without what is loaded later. */
  const atOnce = new Set<string>();
  /** The same of Shell.tsx. */
  const signedIn = new Set<string>();
  return {
    name: 'onebar:chunks',
    apply: 'build',
    buildEnd() {
      const follow = (id: string, into: Set<string>) => {
        if (atOnce.has(id) || into.has(id)) return;
        into.add(id);
        for (const imported of this.getModuleInfo(id)?.importedIds ?? []) follow(imported, into);
      };
      const ids = [...this.getModuleIds()];
      for (const id of ids) if (this.getModuleInfo(id)?.isEntry) follow(id, atOnce);
      for (const id of ids) if (id.endsWith('/src/ui/Shell.tsx')) follow(id, signedIn);
    },
    config: () => ({
      build: {
        rolldownOptions: {
          output: {
            codeSplitting: {
              groups: [
                {
                  name: 'react',
                  test: /node_modules\/(react|react-dom|scheduler)\/|rolldown\/runtime/,
                  priority: 1,
                },
                { name: 'app', test: (id: string) => atOnce.has(id) },
                { name: 'Shell', test: (id: string) => signedIn.has(id) },
              ],
            },
          },
        },
      },
    }),
  };
}
