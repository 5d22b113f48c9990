// The browser's own modal dialog: it keeps the focus inside, closes with Escape and gives the focus back.
import { useEffect, useId, useRef, type ReactNode } from 'react';
import styles from './Dialog.module.css';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** Mounted means open. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const id = useId();
  const ref = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);

  return (
    <dialog
      ref={ref}
      className={styles.dialog}
      aria-labelledby={id}
      // Escape, or a tap beside it where the browser can.
      {...{ closedby: 'any' }}
      onCancel={(event) => {
        // React takes it away; the browser must not close it on its own meanwhile.
        event.preventDefault();
        onClose();
      }}
    >
      <div className={styles.card}>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}
