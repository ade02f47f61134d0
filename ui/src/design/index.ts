/** Everything that a page is made of. */

export { Badge, type Status, StatusDot, type Tone } from './components/badge';
export { Button, type ButtonKind, buttonClass, IconButton } from './components/button';
export { CodeBlock } from './components/code-block';
export { Combobox, MultiSelect } from './components/combobox';
export { CopyButton, copyText } from './components/copy-button';
export { Dialog, Drawer } from './components/dialog';
export { ErrorState, sentence } from './components/error-state';
export { Checkbox, TextField } from './components/field';
export { Cost, Tokens } from './components/figures';
export { Kbd, Keys } from './components/kbd';
export { Menu, MenuChoice, MenuItem, MenuSeparator } from './components/menu';
export { PageBody, PageHeader } from './components/page';
export { Popover } from './components/popover';
export { ProviderIcon, seriesOf } from './components/provider-icon';
export { Resizer, usePanelSize } from './components/resizer';
export { type Option, Select } from './components/select';
export { Loading, Skeleton } from './components/skeleton';
export { EmptyState } from './components/state';
export { type Tab, Tabs } from './components/tabs';
export { AbsoluteTime, Duration, RelativeTime, useNow } from './components/time';
export { toast } from './components/toast';
export { Tooltip } from './components/tooltip';
export type { Shortcut } from './shortcuts/registry';
export { useShortcuts } from './shortcuts/use-shortcuts';
export { useTheme } from './theme';
