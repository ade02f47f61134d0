import { useProject } from '@/app/project';
import { useTitle } from '@/app/title';
import { PageHeader } from '@/design';

export function Page() {
  useTitle('API key', useProject().name);
  return <PageHeader title="API key" />;
}
