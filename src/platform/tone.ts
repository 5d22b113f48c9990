// A short tone, made here: no file to load.

export interface Tone {
  play(): void;
}

const secondsLong = 0.22;

export function createBrowserTone(page: Window & typeof globalThis): Tone {
  let context: AudioContext | undefined;

  /** Two soft notes, a fifth apart; they fade so that nothing clicks. */
  const sound = (on: AudioContext) => {
    for (const [index, hertz] of [523.25, 783.99].entries()) {
      const [oscillator, gain] = [on.createOscillator(), on.createGain()];
      const from = on.currentTime + index * (secondsLong / 2);
      oscillator.frequency.value = hertz;
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(0.12, from + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.001, from + secondsLong);
      oscillator.connect(gain).connect(on.destination);
      oscillator.start(from);
      oscillator.stop(from + secondsLong);
    }
  };

  return {
    play() {
      if (!('AudioContext' in page)) return;
      context ??= new page.AudioContext();
      const on = context;
      // A page that nobody has pressed anything on yet may make no sound.
      on.resume().then(
        () => sound(on),
        () => undefined,
      );
    },
  };
}
