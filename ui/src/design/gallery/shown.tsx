import { Inbox } from 'lucide-react';
import { ApiError } from '@/api/errors';
import {
  AbsoluteTime,
  Badge,
  CodeBlock,
  Cost,
  Duration,
  EmptyState,
  ErrorState,
  Loading,
  ProviderIcon,
  RelativeTime,
  Resizer,
  Skeleton,
  StatusDot,
  Tokens,
  usePanelSize,
} from '..';
import styles from './gallery.module.css';

const PROVIDERS = [
  'openai',
  'anthropic',
  'google-gemini',
  'aws-bedrock',
  'mistral',
  'groq',
  'my own one',
  '',
];
const LIMITS = { min: 100, max: 600 };

export function Shown() {
  const [size, setSize] = usePanelSize({ name: 'gallery', initial: 240, ...LIMITS });
  const none = () => undefined;
  return (
    <section className={styles.group}>
      <h2>What is shown</h2>
      <div className={styles.row}>
        <StatusDot status="ok" withText />
        <StatusDot status="error" withText />
        <StatusDot status="unset" withText />
        <Badge>neutral</Badge>
        <Badge tone="accent">accent</Badge>
        <Badge tone="ok">ok</Badge>
        <Badge tone="error">3 errors</Badge>
        <Badge tone="warn">expires soon</Badge>
      </div>
      <div className={styles.row}>
        {PROVIDERS.map((provider) => (
          <ProviderIcon key={provider} provider={provider} />
        ))}
        <AbsoluteTime at="2026-03-25T12:04:05.123456789Z" />
        <RelativeTime at={Date.now() - 90_000} />
        <Duration nano={1_250_000_000} />
        <Tokens input={12_345} output={678} />
        <Tokens input={null} output={null} />
        <Cost dollars={0.00123} />
        <Cost dollars={null} />
      </div>
      <Loading>
        <div className={styles.row}>
          <Skeleton width={160} />
          <Skeleton width={80} height={28} />
        </div>
      </Loading>
      <div className={styles.split}>
        <div style={{ width: size }}>A panel of {size} pixels</div>
        <Resizer label="Width of the panel" size={size} {...LIMITS} onResize={setSize} panel="before" />
        <div>The rest</div>
      </div>
      <CodeBlock label="JSON" code={JSON.stringify({ role: 'user', parts: [{ type: 'text' }] }, null, 2)} />
      <div className={styles.states}>
        <EmptyState small icon={<Inbox />} title="Nothing here">
          Nothing has come yet.
        </EmptyState>
        <ErrorState
          small
          error={new ApiError(503, 'UNAVAILABLE', 'the store does not answer')}
          what="The list"
          retry={none}
        />
        <ErrorState small error={new ApiError(404, 'NOT_FOUND', 'no')} what="The trace" />
        <ErrorState
          small
          error={new ApiError(403, 'INSUFFICIENT_SCOPE', 'the key does not hold audit:read')}
        />
      </div>
    </section>
  );
}
