// Never a blank page: what a fault in the drawing of the screen leaves behind. React offers this to classes only.
import { Component, type ReactNode } from 'react';
import { Button } from './design/Button';
import { Card } from './design/Card';
import { texts } from './texts/texts';

interface Props {
  children: ReactNode;
}

export class ErrorBoundary extends Component<Props, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  // The error itself is not swallowed: React reports it to the window and the console.
  override render() {
    if (!this.state.crashed) return this.props.children;
    return (
      <Card brand={texts.brand}>
        {/* The mark that src/platform/rescue.js looks for. */}
        <div role="alert" data-crashed="">
          <h2>{texts.crash.title}</h2>
          <p>{texts.crash.safe}</p>
          <p>{texts.crash.todo}</p>
        </div>
        <Button look="main" onClick={() => location.reload()}>
          {texts.crash.reload}
        </Button>
      </Card>
    );
  }
}
