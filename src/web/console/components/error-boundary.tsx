/** @jsxImportSource react */
import { Button, Result } from 'antd';
import { Component, type ReactNode } from 'react';

interface ErrorBoundaryProps {
  children: ReactNode;
}

/**
 * Shows a way out where a page has failed, such as after an update of the server that took the page's files along.
 * Drafts and unsent replies are in the browser's storage and come back.
 */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Result
        status="warning"
        title="页面没有打开"
        subTitle="可能刚刚更新过，刷新后再试；没有发出的内容已保留。"
        extra={
          <Button type="primary" onClick={() => location.reload()}>
            刷新页面
          </Button>
        }
      />
    );
  }
}
