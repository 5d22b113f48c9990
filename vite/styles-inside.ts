// No style comes alone: those of the page stand in index.html, those of a part that is loaded later in its script. So what has arrived
// is never drawn bare, and a link that is cut between two files costs nothing. The broker allows the inline ones by their hash.
import type { Plugin, Rolldown } from 'vite';

type Bundle = Rolldown.OutputBundle;

export function stylesInside(): Plugin {
  /** By file name; empty again when all have found their place. */
  const styles = new Map<string, string>();

  const take = (bundle: Bundle) => {
    for (const [name, file] of Object.entries(bundle)) {
      if (file.type !== 'asset' || !name.endsWith('.css')) continue;
      styles.set(name, String(file.source).trim());
      delete bundle[name];
    }
  };

  return {
    name: 'onebar:styles-inside',
    apply: 'build',
    enforce: 'pre',
    generateBundle: {
      order: 'pre',
      handler(_options, bundle) {
        for (const chunk of Object.values(bundle)) {
          if (chunk.type !== 'chunk' || chunk.isEntry) continue;
          const own = chunk.viteMetadata?.importedCss;
          for (const name of own ?? []) {
            const asset = bundle[name];
            if (asset?.type !== 'asset') continue;
            const sheet = JSON.stringify(String(asset.source).trim());
            chunk.code = `{const s=new CSSStyleSheet;s.replaceSync(${sheet});document.adoptedStyleSheets.push(s)}${chunk.code}`;
            delete bundle[name];
          }
          own?.clear();
        }
      },
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        if (!bundle) return html;
        take(bundle);
        return html.replace(
          / *<link rel="stylesheet"[^>]*href="\/([^"]+)"[^>]*>\n?/g,
          (link, name: string) => {
            const style = styles.get(name);
            if (style === undefined) throw new Error(`There is no ${name} for ${link}`);
            styles.delete(name);
            return `    <style>${style}</style>\n`;
          },
        );
      },
    },
    closeBundle() {
      if (styles.size > 0) throw new Error(`Nobody loads ${[...styles.keys()].join(', ')}`);
    },
  };
}
