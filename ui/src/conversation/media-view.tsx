import { File, FileAudio, FileImage, FileVideo } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { CopyButton } from '@/design';
import { formatBytes } from '@/lib/format';
import { AudioView } from './audio-view';
import { ImageView } from './image-view';
import styles from './media-view.module.css';
import type { MediaPart } from './message';
import { SafeLink } from './safe-link';
import { audioSource, imageAddress, imageSource } from './urls';

const ICONS = { image: FileImage, audio: FileAudio, video: FileVideo };

/** Data within a message: an image or sound that is safe is shown, everything else is named. Nothing is fetched. */
export function MediaView({ part }: { part: MediaPart }) {
  return (
    <div className={styles.media}>
      <Held part={part} />
      {part.transcript ? <p className={styles.transcript}>{part.transcript}</p> : null}
    </div>
  );
}

function Held({ part }: { part: MediaPart }) {
  const { held, type, modality } = part;
  const shown = useMemo(() => shownOf(part), [part]);
  if (shown?.as === 'image') return <ImageView source={shown.source} alt="Image in the message" />;
  if (shown?.as === 'audio') return <AudioView source={shown.source} />;
  const name = type ?? modality;
  switch (held.in) {
    case 'message':
      return (
        <Chip part={part}>
          {name}, {formatBytes(Math.floor((held.data.length * 3) / 4))}
          <span className={styles.note}>Not shown here</span>
        </Chip>
      );
    case 'address':
      return (
        <Chip part={part}>
          {name}{' '}
          {held.uri.startsWith('data:') ? (
            <span className={styles.note}>Not shown here</span>
          ) : (
            <SafeLink address={held.uri} bare />
          )}
        </Chip>
      );
    case 'file':
      return (
        <Chip part={part}>
          {name}, file <code>{held.id.slice(0, 200)}</code>
          <CopyButton text={held.id} label="Copy file id" />
        </Chip>
      );
    case 'nowhere':
      return (
        <Chip part={part}>
          {name}
          {held.size === null ? '' : `, ${formatBytes(held.size)}`}
          <span className={styles.note} title={held.sha256 ? `SHA-256 ${held.sha256}` : undefined}>
            Left out when it was recorded{held.sha256 ? `: SHA-256 ${held.sha256.slice(0, 12)}…` : ''}
          </span>
        </Chip>
      );
  }
}

function shownOf({ held, type }: MediaPart): { as: 'image' | 'audio'; source: string } | null {
  const image =
    held.in === 'message'
      ? imageSource(type, held.data)
      : held.in === 'address'
        ? imageAddress(held.uri)
        : null;
  if (image) return { as: 'image', source: image };
  const audio = held.in === 'message' ? audioSource(type, held.data) : null;
  return audio ? { as: 'audio', source: audio } : null;
}

function Chip({ part, children }: { part: MediaPart; children: ReactNode }) {
  const Icon = Object.hasOwn(ICONS, part.modality) ? ICONS[part.modality as keyof typeof ICONS] : File;
  return (
    <span className={styles.chip}>
      <Icon aria-hidden="true" />
      <span className={styles.what}>{children}</span>
    </span>
  );
}
