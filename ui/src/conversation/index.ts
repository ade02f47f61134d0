/** What was said, as a conversation. Everything in it is a stranger's text: see `urls` for what it may lead to and show. */

export { Conversation, type ConversationProps } from './conversation';
export { SafeLink } from './safe-link';
export { ViewSwitch } from './view-switch';
