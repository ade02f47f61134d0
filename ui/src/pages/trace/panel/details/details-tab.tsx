import type { SpanLine } from '../../model/line';
import { parametersOf, toolsOf } from '../model/parameters';
import { timingOf } from '../model/timing';
import { usageOf } from '../model/usage';
import type { Span } from '../span';
import styles from './details-tab.module.css';
import { ParametersSection } from './parameters-section';
import { TimingSection } from './timing-section';
import { ToolsSection } from './tools-section';
import { UsageSection } from './usage-section';

/** What a call used and cost, when it was, and what it was asked with. */
export function DetailsTab({ span, line }: { span: Span; line: SpanLine | null }) {
  const usage = usageOf(span);
  const parameters = parametersOf(span);
  const tools = toolsOf(span);
  return (
    <div className={styles.scroll}>
      {usage ? <UsageSection usage={usage} /> : null}
      <TimingSection span={span} timing={timingOf(span, line?.startOffsetNano ?? null)} />
      {parameters.length > 0 ? <ParametersSection parameters={parameters} /> : null}
      {tools.length > 0 ? <ToolsSection tools={tools} /> : null}
    </div>
  );
}
