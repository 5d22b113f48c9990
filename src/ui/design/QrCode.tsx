// A QR code for a camera beside this screen: dark on light in both themes, with its own quiet zone. What draws it is loaded when the first
// one is needed; until then, and where it does not come, its place stays empty: what it says must stand beside it in words, too.
import { useEffect, useState } from 'react';
import { createChunkLoader } from '../chunk-loader';
import styles from './QrCode.module.css';
import { qrPath } from './qr-path';

interface QrCodeProps {
  text: string;
  /** What it is, for those who do not see it. */
  label: string;
}

/** Modules of light around it, as the standard asks for. */
const quietZone = 4;

const loadEncode = createChunkLoader(
  () => import('uqr'),
  (uqr) => uqr.encode,
);

export function QrCode({ text, label }: QrCodeProps) {
  const [encode, setEncode] = useState<Awaited<ReturnType<typeof loadEncode>>>();

  useEffect(() => {
    let gone = false;
    loadEncode().then(
      (loaded) => {
        if (!gone) setEncode(() => loaded);
      },
      // The words beside it do as well.
      () => {},
    );
    return () => {
      gone = true;
    };
  }, []);

  if (!encode) return <div className={styles.code} />;
  const { data, size } = encode(text, { ecc: 'M', border: 0 });
  const side = size + 2 * quietZone;
  return (
    <svg className={styles.code} viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label}>
      <path transform={`translate(${quietZone} ${quietZone})`} d={qrPath(data)} />
    </svg>
  );
}
