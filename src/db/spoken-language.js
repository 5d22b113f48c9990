// In which language this page speaks: the one that was chosen here, or else the first of the browser's that Onebar knows. It stands in the page
// itself (vite/page-scripts.ts), so that the words are asked for together with the app, and what is there before the app reads right.
// The choice is in localStorage because nothing else can be read at once.
(() => {
  /** By language: its direction, the file with its words, and what stands in the page until the app is there. The build knows them. */
  const languages = LANGUAGES;
  const page = document.documentElement;
  let chosen = '';
  try {
    chosen = localStorage.getItem('onebar-language') ?? '';
  } catch {
    // Nothing may be kept here. The app says so.
  }
  const known = (language) => Object.hasOwn(languages, language);
  const automatic = navigator.languages.map((tag) => tag.split('-')[0]).find(known) ?? 'en';
  const language = known(chosen) ? chosen : automatic;
  const { dir, file, promise } = languages[language];
  page.lang = language;
  page.dir = dir;
  page.dataset.automatic = automatic;
  document.querySelector('.first-paint p').textContent = promise;
  if (!file) return;
  const link = document.createElement('link');
  link.rel = 'modulepreload';
  link.href = file;
  document.head.append(link);
})();
