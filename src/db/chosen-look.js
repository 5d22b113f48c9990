// How the app is drawn on this device: the theme, the size of the text, how close things stand. It stands in the head of the page itself
// (vite/page-scripts.ts), before anything is drawn: whoever chose the dark sees no light page first. The choice is in localStorage
// because nothing else can be read at once; what holds is in the page's attributes (tokens.css). Where nothing is kept, all is as usual.
(() => {
  const known = { theme: ['light', 'dark'], size: ['small', 'large', 'largest'], density: ['compact'] };
  const page = document.documentElement;
  /** What the browser paints around the page: first in the light, then in the dark. */
  const frames = [...document.querySelectorAll('meta[name=theme-color]')];
  const colors = frames.map((frame) => frame.content);

  const chosen = (what) => {
    try {
      return localStorage.getItem(`onebar-${what}`);
    } catch {
      // Nothing may be kept here. The app says so.
      return null;
    }
  };
  const draw = () => {
    for (const [what, values] of Object.entries(known)) {
      const value = chosen(what);
      if (values.includes(value)) page.dataset[what] = value;
      else delete page.dataset[what];
    }
    const of = known.theme.indexOf(page.dataset.theme);
    for (const [at, frame] of frames.entries()) frame.content = colors[of < 0 ? at : of];
  };

  draw();
  // Chosen in another tab, or in this one (look-choice.ts).
  addEventListener('storage', draw);
  addEventListener('onebar-look', draw);
})();
