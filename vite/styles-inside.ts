// No style comes alone: those of the page stand in index.html, those of a part that is loaded later in its script. So what has arrived
// is never drawn bare, and a link that is cut between two files costs nothing. The broker allows the inline ones by their hash.
import type { Plugin } from 'vite';

export function stylesInside(): Plugin {
  let ofThePage = '';

  return {
    name: 'onebar:styles-inside',
    apply: 'build',
    enforce: 'pre',
    generateBundle: {
      // Before Vite notes which files each part needs: one that a script waits for and nobody has would keep the part away.
      order: 'pre',
      handler(_options, bundle) {
        // Built again while somebody watches, the page has its new styles alone.
        ofThePage = '';
        for (const chunk of Object.values(bundle)) {
          if (chunk.type !== 'chunk') continue;
          const own = chunk.viteMetadata?.importedCss;
          for (const name of own ?? []) {
            const asset = bundle[name];
            if (asset?.type !== 'asset') continue;
            const style = String(asset.source).trim();
            if (chunk.isEntry) ofThePage += style;
            else
              chunk.code = `{const s=new CSSStyleSheet;s.replaceSync(${JSON.stringify(style)});document.adoptedStyleSheets.push(s)}${chunk.code}`;
            delete bundle[name];
          }
          own?.clear();
        }
        const left = Object.keys(bundle).filter((name) => name.endsWith('.css'));
        if (left.length > 0) throw new Error(`Nobody loads ${left.join(', ')}`);
      },
    },
    transformIndexHtml: {
      order: 'post',
      handler: (html) => html.replace(/ *<\/head>/, (end) => `    <style>${ofThePage}</style>\n${end}`),
    },
  };
}
