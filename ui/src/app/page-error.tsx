import { QueryErrorResetBoundary } from '@tanstack/react-query';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { RefreshCw } from 'lucide-react';
import { ApiError } from '@/api/errors';
import { Button, buttonClass, EmptyState, ErrorState } from '@/design';
import { NewBuildError } from './lazy-page';
import { useTitle } from './title';

/** Around each page: one that fails leaves the rest of the explorer as it is. */
export function PageError(props: ErrorComponentProps) {
  return <Failed {...props} what="The page" />;
}

/** Around the frame itself, so before it is known who is signed in. */
export function FrameError(props: ErrorComponentProps) {
  return (
    <main id="page" tabIndex={-1}>
      <Failed {...props} what="The explorer" />
    </main>
  );
}

/** Around the pages of a project. */
export function ProjectError(props: ErrorComponentProps) {
  return <Failed {...props} what="The project" />;
}

function Failed({ error, reset, what }: ErrorComponentProps & { what: string }) {
  useTitle();
  const router = useRouter();
  if (error instanceof NewBuildError) return <NewBuild />;
  if (!(error instanceof ApiError)) return <Broken error={error} />;
  return (
    <QueryErrorResetBoundary>
      {(queries) => (
        <ErrorState
          heading="h1"
          error={error}
          what={what}
          retry={() => {
            queries.reset();
            reset();
            void router.invalidate();
          }}
          actions={
            <Link to="/" className={buttonClass()}>
              To the start
            </Link>
          }
        />
      )}
    </QueryErrorResetBoundary>
  );
}

function NewBuild() {
  return (
    <EmptyState
      role="alert"
      heading="h1"
      icon={<RefreshCw />}
      title="A newer version is there"
      actions={
        <Button kind="primary" onClick={() => window.location.reload()}>
          Reload
        </Button>
      }
    >
      <p>
        to11 was updated while this page was open, or it cannot be reached. Reloading gets the new version.
      </p>
    </EmptyState>
  );
}

function Broken({ error }: { error: unknown }) {
  return (
    <EmptyState
      role="alert"
      heading="h1"
      title="This page broke"
      actions={
        <Button kind="primary" onClick={() => window.location.reload()}>
          Reload
        </Button>
      }
    >
      <p>That is a fault in the explorer. What it says of itself:</p>
      <p>
        <code>{error instanceof Error ? error.message : String(error)}</code>
      </p>
    </EmptyState>
  );
}
