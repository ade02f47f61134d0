import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import styles from './image-view.module.css';

interface ImageViewProps {
  /** A `data:` address that `urls` made. */
  source: string;
  alt: string;
}

/** An image that is within the record; pressed, as large as it is. */
export function ImageView({ source, alt }: ImageViewProps) {
  const [state, setState] = useState<'small' | 'large' | 'broken'>('small');
  if (state === 'broken') {
    return (
      <span className={styles.broken}>
        <ImageOff aria-hidden="true" /> This image cannot be shown
      </span>
    );
  }
  return (
    <button
      type="button"
      className={styles.button}
      aria-label={`${alt}: ${state === 'large' ? 'smaller' : 'full size'}`}
      aria-pressed={state === 'large'}
      onClick={() => setState(state === 'large' ? 'small' : 'large')}
    >
      <img className={styles[state]} src={source} alt={alt} onError={() => setState('broken')} />
    </button>
  );
}
