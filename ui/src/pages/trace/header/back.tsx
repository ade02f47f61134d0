import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { keptList } from '@/app/kept-list';
import { buttonClass } from '@/design';

/** To the list of traces as it was left. */
export function BackToTraces({ quiet = false }: { quiet?: boolean }) {
  const { projectId } = useParams({ from: '/signed-in/projects/$projectId/traces/$traceId' });
  return (
    <Link
      to="/projects/$projectId/traces"
      params={{ projectId }}
      search={keptList(projectId)?.search ?? {}}
      className={buttonClass(quiet ? 'quiet' : 'plain')}
    >
      <ArrowLeft aria-hidden="true" />
      Traces
    </Link>
  );
}
