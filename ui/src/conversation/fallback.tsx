import { Component, type ReactNode } from 'react';

interface FallbackProps {
  /** Shown instead, once drawing the children has failed. */
  instead: ReactNode;
  children: ReactNode;
}

/** Around what may fail on a stranger's text, as a parser that runs out of stack. */
export class Fallback extends Component<FallbackProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? this.props.instead : this.props.children;
  }
}
