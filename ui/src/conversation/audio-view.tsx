import { useState } from 'react';
import styles from './audio-view.module.css';

/** A player for sound that is within the record. */
export function AudioView({ source }: { source: string }) {
  const [broken, setBroken] = useState(false);
  if (broken) return <span className={styles.broken}>This sound cannot be played</span>;
  return (
    // biome-ignore lint/a11y/useMediaCaption: where there is a transcript, it stands below.
    <audio
      className={styles.audio}
      controls
      preload="metadata"
      src={source}
      onError={() => setBroken(true)}
      aria-label="Sound in the message"
    />
  );
}
