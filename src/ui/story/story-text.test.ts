import { expect, test } from 'vitest';
import { fakeStory } from '../fake-app';
import { exactMoment } from '../texts/times';
import { storySteps, storyText } from './story-text';

const noon = new Date(2026, 10, 20, 12).getTime();
const later = (sec: number) => noon + sec * 1000;

test('writes every step with its date and time, who has it, and who read it', () => {
  const text = storyText(
    fakeStory({
      seq: 123,
      waitedSec: 3 * 3600,
      steps: [
        { step: 'saved', atMs: noon, detail: '' },
        { step: 'tried', atMs: later(1), detail: '' },
        { step: 'refused', atMs: later(2), detail: 'The disk of the server is full.' },
        { step: 'tried', atMs: later(3), detail: '' },
        { step: 'stored', atMs: later(4), detail: '' },
      ],
      delivered: [
        { name: 'Asha', atMs: later(5) },
        { name: 'Joel', atMs: undefined },
      ],
    }),
  );
  expect(text).toBe(
    [
      'Delivery story',
      'Mira: the bridge',
      'No. 123 in this room',
      'Waited 3 h on its writer’s device before it was stored',
      '',
      `${exactMoment(noon)}  Saved on this device`,
      `${exactMoment(later(1))}  Sent`,
      `${exactMoment(later(2))}  Refused: The disk of the server is full.`,
      `${exactMoment(later(3))}  Sent again, try 2`,
      `${exactMoment(later(4))}  Stored by the server`,
      '',
      `Delivered to: Asha (${exactMoment(later(5))}), Joel (before this device looked)`,
      'Read by: nobody else yet',
      '',
      'Times are by the clock of this device.',
    ].join('\n'),
  );
  expect(text).toContain('20 Nov 2026');
});

test('says nothing of readers while it is not stored', () => {
  const text = storyText(fakeStory({ seq: undefined }));
  expect(text).not.toMatch(/No\.|Delivered|Read by|Waited/);
});

test('says how many where there are too many to name', () => {
  const text = storyText(fakeStory({ counts: { delivered: 120, read: 1 } }));
  expect(text).toContain('Delivered to: 120 people\nRead by: 1 person');
});

test('says the number once, whatever the step repeats', () => {
  const steps = [{ step: 'stored', atMs: noon, detail: 'No. 7 in this room' }] as const;
  expect(storySteps(fakeStory({ seq: 7, steps }))[0]?.detail).toBe('');
  expect(storySteps(fakeStory({ seq: 8, steps }))[0]?.detail).toBe('No. 7 in this room');
});
