import { expect, test } from 'vitest';
import { isPermanent, refusalReasonCode } from './refusal';

/** What MQTT 5 lets a PUBACK say, of the codes that are refusals. */
const pubackCodes = [0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99];

test('refuses only with codes that a PUBACK may carry', () => {
  for (const code of Object.values(refusalReasonCode)) expect(pubackCodes).toContain(code);
});

test('takes a refusal for good only where it proves that the entry is not stored', () => {
  const permanent = Object.entries(refusalReasonCode).filter(([, code]) => isPermanent(code));
  expect(permanent.map(([name]) => name)).toEqual(['not-authorized', 'topic-invalid', 'payload-invalid']);
});

test('tries again after a code that it does not know', () => {
  for (let code = 0; code < 256; code++) expect(isPermanent(code)).toBe([0x87, 0x90, 0x99].includes(code));
});
