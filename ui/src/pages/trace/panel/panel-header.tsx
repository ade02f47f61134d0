import { CornerLeftUp, X } from 'lucide-react';
import { Badge, CopyButton, Duration, IconButton, ProviderIcon, type Status, StatusDot } from '@/design';
import type { SpanLine, SpanLookup } from '../model/line';
import { CurlButton } from './curl-button';
import styles from './panel-header.module.css';
import type { Span } from './span';

interface PanelHeaderProps {
  /** What the outline says; at once, where there is one. */
  line: SpanLine | null;
  /** The whole span, once it is there. */
  span: Span | undefined;
  outline?: SpanLookup | undefined;
  onSelectSpan: (spanId: string) => void;
  onClose: () => void;
}

/** What the span is, and how it went. */
export function PanelHeader({ line, span, outline, onSelectSpan, onClose }: PanelHeaderProps) {
  const name = span?.name ?? line?.name ?? 'Span';
  const status = (span?.status.code ?? line?.status ?? 'unset') as Status;
  const parentId = span?.parentSpanId ?? line?.parentSpanId ?? null;
  const parent = parentId === null ? null : (outline?.find(parentId) ?? null);
  return (
    <header className={styles.header}>
      <div className={styles.first}>
        <StatusDot status={status} />
        <h2 className={styles.name} title={name.slice(0, 1_000)}>
          <bdi>{name.slice(0, 500)}</bdi>
        </h2>
        <div className={styles.actions}>
          {span ? <CurlButton span={span} parentName={parent?.name ?? null} /> : null}
          {span ? <CopyButton text={span.spanId} label="Copy span id" /> : null}
          <IconButton label="Close" keys="Escape" icon={<X />} onClick={onClose} />
        </div>
      </div>
      <div className={styles.facts}>
        <Badge>{span?.kind ?? line?.kind ?? '–'}</Badge>
        <span className={styles.fact} title="Service">
          <bdi>{(span?.serviceName ?? line?.serviceName ?? '–').slice(0, 200)}</bdi>
        </span>
        <span className={styles.fact}>
          <Duration nano={span?.durationNano ?? line?.durationNano} />
        </span>
        {parent ? (
          <button
            type="button"
            className={styles.parent}
            title={`Parent: ${parent.name.slice(0, 500)}`}
            onClick={() => onSelectSpan(parent.spanId)}
          >
            <CornerLeftUp role="img" aria-label="Parent:" />
            <bdi>{parent.name.slice(0, 200)}</bdi>
          </button>
        ) : null}
      </div>
      <ModelLine line={line} span={span} />
      {span && status === 'error' ? <Failure span={span} /> : null}
    </header>
  );
}

/** `openai gpt-4o → gpt-4o-2024-08-06 · chat · length`. */
function ModelLine({ line, span }: { line: SpanLine | null; span: Span | undefined }) {
  const genAi = span?.genAi;
  const provider = genAi?.provider ?? (line?.provider || null);
  const asked = genAi?.requestModel ?? null;
  const answered = genAi?.responseModel ?? null;
  const model = asked ?? answered ?? (line?.model || null);
  const operation = genAi?.operation ?? (line?.operation || null);
  if (!provider && !model && !operation) return null;
  const reasons = finishReasons(span);
  return (
    <div className={styles.facts}>
      {provider ? <ProviderIcon provider={provider} /> : null}
      {model ? (
        <span
          className={styles.model}
          title={asked && answered ? `Asked: ${asked}, answered: ${answered}` : model}
        >
          <bdi>{model.slice(0, 200)}</bdi>
          {asked && answered && asked !== answered ? (
            <span className={styles.answered}>
              {' → '}
              <bdi>{answered.slice(0, 200)}</bdi>
            </span>
          ) : null}
        </span>
      ) : null}
      {operation ? <span className={styles.fact}>{operation.slice(0, 60)}</span> : null}
      {reasons.length > 0 ? (
        <span className={styles.fact} title="Why it ended, in the provider’s words">
          {reasons.join(', ').slice(0, 200)}
        </span>
      ) : null}
    </div>
  );
}

/** Each once, in the provider's words where the span has them. */
function finishReasons(span: Span | undefined): string[] {
  const told = span?.attributes['gen_ai.response.finish_reasons'];
  const list: unknown[] = Array.isArray(told)
    ? told
    : (span?.genAi?.outputMessages ?? []).map((each) => each.finish_reason);
  return [...new Set(list.filter((reason): reason is string => typeof reason === 'string' && reason !== ''))];
}

function Failure({ span }: { span: Span }) {
  const type = span.genAi?.errorType ?? span.attributes['error.type'];
  const told = typeof type === 'string' && type !== '' ? type : null;
  const { message } = span.status;
  if (!told && !message) return null;
  return (
    <div className={styles.failure}>
      {told ? <code>{told.slice(0, 200)}</code> : null}
      {message ? <p>{message.slice(0, 2_000)}</p> : null}
    </div>
  );
}
