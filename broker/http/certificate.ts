// The certificate of TLS_CERT and TLS_KEY: read and looked at before anybody is let in with it, so that what is wrong is said in a
// sentence and not by the browsers of others.
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateFiles {
  readonly certPath: string;
  readonly keyPath: string;
}

export type ReadCertificate =
  | { readonly ok: true; readonly certificate: Certificate; readonly warning: string | undefined }
  | { readonly ok: false; readonly problem: string };

/** `nowMs`: Unix ms. */
export async function readCertificate(
  { certPath, keyPath }: CertificateFiles,
  nowMs: number,
): Promise<ReadCertificate> {
  const cert = await readText('TLS_CERT', certPath);
  if ('problem' in cert) return { ok: false, problem: cert.problem };
  const key = await readText('TLS_KEY', keyPath);
  if ('problem' in key) return { ok: false, problem: key.problem };

  let first: X509Certificate;
  try {
    first = new X509Certificate(cert.text);
  } catch {
    return wrong(`TLS_CERT ${certPath} holds no certificate; it must be a PEM file, the server's own first.`);
  }
  let secret: KeyObject;
  try {
    secret = createPrivateKey(key.text);
  } catch (error) {
    const isLocked = (error as NodeJS.ErrnoException).code === 'ERR_MISSING_PASSPHRASE';
    return wrong(
      isLocked
        ? `TLS_KEY ${keyPath} is locked with a passphrase; take it off, and let nobody else read the file.`
        : `TLS_KEY ${keyPath} holds no private key; it must be a PEM file.`,
    );
  }
  if (!first.checkPrivateKey(secret))
    return wrong(
      `TLS_CERT ${certPath} and TLS_KEY ${keyPath} are no pair: the key is another certificate's.`,
    );
  const certificate = { cert: cert.text, key: key.text };
  try {
    createSecureContext(certificate);
  } catch (error) {
    return wrong(`TLS_CERT ${certPath} cannot be used: ${error instanceof Error ? error.message : ''}.`);
  }
  return { ok: true, certificate, warning: warningOf(first, certPath, nowMs) };
}

function warningOf({ validFrom, validTo }: X509Certificate, path: string, nowMs: number): string | undefined {
  if (Date.parse(validTo) < nowMs)
    return `The certificate in ${path} ended on ${validTo}: browsers refuse it.`;
  if (Date.parse(validFrom) > nowMs) return `The certificate in ${path} begins only on ${validFrom}.`;
  return undefined;
}

async function readText(setting: string, path: string): Promise<{ text: string } | { problem: string }> {
  try {
    return { text: await readFile(path, 'utf8') };
  } catch (error) {
    const why = reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? 'cannot be read';
    return { problem: `${setting} ${path} ${why}.` };
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EISDIR: 'is a folder',
};

const wrong = (problem: string): ReadCertificate => ({ ok: false, problem });
