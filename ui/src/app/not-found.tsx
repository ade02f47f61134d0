import { Link } from '@tanstack/react-router';
import { FileQuestion } from 'lucide-react';
import { buttonClass, EmptyState } from '@/design';
import { useTitle } from './title';

export function NotFound() {
  useTitle('Not found');
  return (
    <EmptyState
      heading="h1"
      icon={<FileQuestion />}
      title="There is no such page"
      actions={
        <Link to="/" className={buttonClass('primary')}>
          To the start
        </Link>
      }
    />
  );
}

/** Outside of the frame. */
export function NotFoundAlone() {
  return (
    <main id="page" tabIndex={-1}>
      <NotFound />
    </main>
  );
}
