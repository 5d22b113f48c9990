// A part of the screen that is loaded when it is first needed. On a link that is cut it says so and offers another try; when the
// link is back it tries by itself. Once loaded it is there at once, for as long as the page lives.
import { useEffect, useState, type ComponentType, type ReactNode } from 'react';
import { createChunkLoader } from './chunk-loader';
import { useAppState } from './app-context';
import { Button } from './design/Button';
import styles from './lazy-part.module.css';
import { restOfTexts, texts } from './texts/texts';

interface PartOptions<P> {
  /** What stands around the words while the part is not there. */
  frame?: ComponentType<P & { children: ReactNode }>;
  /** What stands there until it has come, and if it does not. */
  meanwhile?: (props: P) => ReactNode;
  /** Nobody asked for it, so nobody is told that it is missing. */
  quiet?: boolean;
  /** It has no words of its own to wait for. */
  wordless?: boolean;
  /** Asked for at once, not when it is first drawn. Its frame stands there until it has come. */
  early?: boolean;
}

/** Shorter than this, words about loading would only flicker. */
const quietMs = 400;

export function lazyPart<M, P extends object>(
  load: () => Promise<M>,
  pick: (module: M) => ComponentType<P>,
  { frame: Frame = Bare, meanwhile, quiet = false, wordless = false, early = false }: PartOptions<P> = {},
): ComponentType<P> {
  const loadPart = createChunkLoader(load, pick);
  let loaded: ComponentType<P> | undefined;
  const loadOnce = async () => {
    const [part] = await Promise.all([loadPart(), wordless ? undefined : restOfTexts()]);
    loaded = part;
    return part;
  };
  // Whoever draws it asks again.
  if (early) void Promise.allSettled([loadOnce()]);

  return function Part(props: P) {
    const [Ready, setReady] = useState<ComponentType<P> | undefined>(() => loaded);
    const [state, setState] = useState<'quiet' | 'loading' | 'failed'>('quiet');
    const [tries, setTries] = useState(0);
    const online = useAppState(({ connection }) => connection.state === 'online');

    useEffect(() => {
      if (loaded) return undefined;
      let gone = false;
      const timer = setTimeout(() => setState((now) => (now === 'quiet' ? 'loading' : now)), quietMs);
      loadOnce().then(
        (part) => {
          if (!gone) setReady(() => part);
        },
        // What the browser says of it is in its console; the person is told below.
        () => {
          clearTimeout(timer);
          if (!gone) setState('failed');
        },
      );
      return () => {
        gone = true;
        clearTimeout(timer);
      };
    }, [online, tries]);

    if (Ready) return <Ready {...props} />;
    if (meanwhile) return meanwhile(props);
    if (early && state === 'quiet') return <Frame {...props}>{undefined}</Frame>;
    if (quiet || state === 'quiet') return null;
    return (
      <Frame {...props}>
        {state === 'loading' ? (
          <p className={styles.words}>{texts.part.loading}</p>
        ) : (
          <div className={styles.words}>
            <p role="alert">
              {texts.part.failed} {tries > 0 && texts.part.reloadWhy}
            </p>
            <Button
              onClick={() => {
                setState('loading');
                setTries(tries + 1);
              }}
            >
              {texts.part.tryAgain}
            </Button>
            {tries > 0 && <Button onClick={() => location.reload()}>{texts.part.reload}</Button>}
          </div>
        )}
      </Frame>
    );
  };
}

const Bare = ({ children }: { children: ReactNode }) => children;
