import { CSPProvider } from '@base-ui/react/csp-provider';
import { Outlet } from '@tanstack/react-router';
import { ToastProvider } from '@/design/components/toast';
import { TooltipProvider } from '@/design/components/tooltip';
import { ShortcutHelp } from '@/design/shortcuts/help-dialog';
import { useShortcutListener } from '@/design/shortcuts/use-shortcuts';
import { useFocusOnNavigation } from './focus';

/** What is around every page, signed in or not. */
export function Root() {
  useShortcutListener();
  useFocusOnNavigation();
  return (
    <CSPProvider disableStyleElements>
      <TooltipProvider delay={500}>
        <ToastProvider>
          <Outlet />
          <ShortcutHelp />
        </ToastProvider>
      </TooltipProvider>
    </CSPProvider>
  );
}
