// A single column in the middle of an otherwise empty screen: forms and the few words of a screen without a room.
import type { ReactNode } from 'react';
import { Bars } from './Bars';
import styles from './Card.module.css';

export function Card({ brand, children }: { brand: string; children: ReactNode }) {
  return (
    <div className={styles.screen}>
      <main className={styles.card}>
        <div className={styles.brand}>
          <Bars lit={1} />
          <h1 className={styles.name}>{brand}</h1>
        </div>
        {children}
      </main>
    </div>
  );
}
