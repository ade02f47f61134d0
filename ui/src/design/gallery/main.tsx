/** Every component in its states, to be looked at: `npm run dev`, then /gallery.html. It is not part of the build. */

import { CSPProvider } from '@base-ui/react/csp-provider';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../tokens.css';
import '../base.css';
import { ToastProvider } from '../components/toast';
import { TooltipProvider } from '../components/tooltip';
import { Controls } from './controls';
import { Floating } from './floating';
import styles from './gallery.module.css';
import { Shown } from './shown';

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <TooltipProvider>
          <ToastProvider>
            <main className={styles.page}>
              <h1>Components</h1>
              <Controls />
              <Floating />
              <Shown />
            </main>
          </ToastProvider>
        </TooltipProvider>
      </CSPProvider>
    </StrictMode>,
  );
}
