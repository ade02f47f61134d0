import { CallView, OrphanView } from './call-view';
import { Citations } from './citations';
import type { Exchanges } from './exchanges';
import { MediaView } from './media-view';
import type { Part } from './message';
import { OtherView } from './other-view';
import { ReasoningView } from './reasoning-view';
import { TextView } from './text-view';
import type { ViewMode } from './view-mode';

interface PartViewProps {
  part: Part;
  mode: ViewMode;
  exchanges?: Exchanges;
  /** How much of a text is shown before it is unfolded. */
  fold?: { characters: number; lines: number };
}

/** One part of a message, by its kind. */
export function PartView({ part, mode, exchanges, fold }: PartViewProps) {
  switch (part.kind) {
    case 'text':
      return (
        <>
          <TextView text={part.text} mode={mode} {...(fold ? { fold } : {})} />
          <Citations list={part.citations} />
        </>
      );
    case 'reasoning':
      return <ReasoningView text={part.text} mode={mode} />;
    case 'call':
      return <CallView call={part} results={exchanges?.answers.get(part) ?? []} mode={mode} />;
    case 'result':
      return <OrphanView result={part} mode={mode} />;
    case 'media':
      return <MediaView part={part} />;
    case 'other':
      return <OtherView part={part} mode={mode} />;
  }
}
