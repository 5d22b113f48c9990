// Which modules share a file. React has one of its own: it is the largest, and stays in the browser's cache when Onebar changes, and when
// the link is cut in the middle of the first visit. Everything else that is needed at once is in a second, whatever else uses it too.
import type { Plugin } from 'vite';

export function chunks(): Plugin {
  /** What main.tsx imports, and what that imports, without what is loaded later. */
  const atOnce = new Set<string>();
  return {
    name: 'onebar:chunks',
    apply: 'build',
    buildEnd() {
      const follow = (id: string) => {
        if (atOnce.has(id)) return;
        atOnce.add(id);
        this.getModuleInfo(id)?.importedIds.forEach(follow);
      };
      for (const id of this.getModuleIds()) if (this.getModuleInfo(id)?.isEntry) follow(id);
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
              ],
            },
          },
        },
      },
    }),
  };
}
