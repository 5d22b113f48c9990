// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { QrCode } from './QrCode';

afterEach(cleanup);

test('draws a code with its name and a quiet zone of four modules', async () => {
  render(<QrCode text="https://chat.example/#/join/abc" label="QR code of the invite" />);
  const code = await screen.findByRole('img', { name: 'QR code of the invite' });
  // Version 3 has 29 modules: 31 bytes need it at level M.
  expect(code.getAttribute('viewBox')).toBe('0 0 37 37');
  expect(code.querySelector('path')?.getAttribute('transform')).toBe('translate(4 4)');
  expect(code.querySelector('path')?.getAttribute('d')).toMatch(/^M0 0h7v1H0z/);
});
