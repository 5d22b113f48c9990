// The browser's own modal dialog: it keeps the focus inside, closes with Escape and gives the focus back.
import { X } from 'lucide-react';
import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import styles from './Dialog.module.css';

interface DialogProps {
  title: string;
  onClose: () => void;
  /** Names a button beside the title that closes it: for a dialog that only tells something. */
  closeLabel?: string;
  children: ReactNode;
}

/** Mounted means open. */
export function Dialog({ title, onClose, closeLabel, children }: DialogProps) {
  const id = useId();
  const ref = useRef<HTMLDialogElement>(null);

  // Closed while it is still in the page: only then does the browser give the focus back.
  useLayoutEffect(() => {
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
        <div className={styles.head}>
          <h2 id={id} className={styles.title}>
            <bdi>{title}</bdi>
          </h2>
          {closeLabel && (
            <button type="button" className={styles.close} aria-label={closeLabel} onClick={onClose}>
              <X size={20} aria-hidden="true" />
            </button>
          )}
        </div>
        {children}
      </div>
    </dialog>
  );
}
