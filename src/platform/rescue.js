// The last way out of a version of Onebar that does not start: it looks for a newer one, and takes it without asking, since there
// is nothing on the screen that could be lost. It stands in the page itself (vite/page-scripts.ts): whatever broke the app must not
// break this, nor may it take the connection that the app comes by.
(() => {
  const worker = navigator.serviceWorker;
  // Without one, every reload brings what the server has.
  if (!worker?.controller) return;
  const patienceMs = 3000;
  const againMs = 60_000;

  /** Still the page as it was served, or the words that stand where the screen fell over. */
  const isBroken = () => document.querySelector('.first-paint, [data-crashed]') !== null;

  const takeOver = (registration) => registration.waiting?.postMessage('take-over');

  async function look() {
    if (!isBroken()) return;
    try {
      const registration = await worker.getRegistration();
      if (!registration) return;
      registration.addEventListener('updatefound', () => {
        const { installing } = registration;
        installing?.addEventListener('statechange', () => {
          if (installing.state === 'installed' && isBroken()) takeOver(registration);
        });
      });
      takeOver(registration);
      await registration.update();
    } catch {
      // No network: there is another try.
    }
  }

  worker.addEventListener('controllerchange', () => {
    if (isBroken()) location.reload();
  });
  addEventListener('load', () => setTimeout(() => void look(), patienceMs));
  addEventListener('online', () => void look());
  setInterval(() => void look(), againMs);
})();
