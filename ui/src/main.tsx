import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './design/tokens.css';
import './design/base.css';
import { ApiError } from './api/errors';
import { makeApp } from './app/app';
import { NewBuildError } from './app/lazy-page';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
createRoot(root, { onCaughtError: report }).render(<StrictMode>{makeApp()}</StrictMode>);

/** What a boundary shows is told there. Only a fault of ours belongs in the console. */
function report(error: unknown): void {
  if (error instanceof ApiError || error instanceof NewBuildError) return;
  reportError(error);
}
