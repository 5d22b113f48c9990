// The app is started while it runs already: by a link, a shortcut, something shared. Chromium brings the running window to the front
// and leaves it to the page to go there.

interface LaunchQueue {
  setConsumer(consumer: (params: { readonly targetURL?: string }) => void): void;
}

/** `listener` hears the address that each start asked for, also the one of this very page. */
export function onLaunch(page: Window, listener: (href: string) => void): void {
  const { launchQueue } = page as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ targetURL }) => {
    if (targetURL !== undefined) listener(targetURL);
  });
}
