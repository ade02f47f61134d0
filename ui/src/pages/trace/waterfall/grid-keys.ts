import type { KeyboardEvent } from 'react';
import type { TraceView } from '../model/view';

type Pressed = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

/**
 * What a key does in a tree grid: `moved` when it changed the view, `open` for what the caller does, null for a key that
 * means nothing here. A page is what is in sight but for one row.
 */
export function actOn(event: Pressed, view: TraceView, rowsInSight: number): 'moved' | 'open' | null {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  const page = Math.max(1, rowsInSight - 1);
  switch (event.key) {
    case 'ArrowDown':
      view.move(1);
      break;
    case 'ArrowUp':
      view.move(-1);
      break;
    case 'ArrowRight':
      view.right();
      break;
    case 'ArrowLeft':
      view.left();
      break;
    case 'PageDown':
      view.move(page);
      break;
    case 'PageUp':
      view.move(-page);
      break;
    case 'Home':
      view.moveTo(0);
      break;
    case 'End':
      view.moveTo(view.rows.count - 1);
      break;
    case ' ':
      view.toggle(view.active);
      break;
    case 'Enter':
      return 'open';
    default:
      return null;
  }
  return 'moved';
}
