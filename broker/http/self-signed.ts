// A certificate for 127.0.0.1 and localhost, signed by itself, for tests: Node makes keys, but no certificates.
import { generateKeyPairSync, sign } from 'node:crypto';
import type { Certificate } from './certificate';

/** Unix ms. */
export function makeSelfSigned(
  fromMs = Date.now() - 86_400_000,
  toMs = Date.now() + 86_400_000,
): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from('localhost')))));
  const alternatives = sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])));
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    sequence(ecdsaWithSha256),
    name,
    sequence(time(fromMs), time(toMs)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(subjectAltName, der(0x04, alternatives)))),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', content, privateKey)]);
  const bytes = sequence(content, sequence(ecdsaWithSha256), der(0x03, signature));
  const lines = bytes.toString('base64').replaceAll(/.{64}/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const commonName = oid('550403');
const subjectAltName = oid('551d11');
const ecdsaWithSha256 = oid('2a8648ce3d040302');

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/\D/g, '').slice(0, 14);
  return der(0x18, Buffer.from(`${digits}Z`));
}
