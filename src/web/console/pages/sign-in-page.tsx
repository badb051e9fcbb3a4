/** @jsxImportSource react */
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { problemOf, type Api } from '../api';
import { Logo } from '../components/icons';
import { signIn, type Session } from '../session';

interface SignInPageProps {
  api: Api;
  /** The session ended while the page was open. */
  wasIn: boolean;
  onSignedIn: (session: Session) => void;
}

/** Name and password. */
export function SignInPage({ api, wasIn, onSignedIn }: SignInPageProps) {
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = (values: { username: string; password: string }): void => {
    setBusy(true);
    setProblem(undefined);
    signIn(api, values.username, values.password).then(onSignedIn, (error: unknown) => {
      setProblem(problemOf(error));
      setBusy(false);
    });
  };
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <h1>
          <Logo />
          通答工作台
        </h1>
        <div role="alert">
          {problem !== undefined ? (
            <Alert type="error" showIcon title={problem} />
          ) : (
            wasIn && <Alert type="info" showIcon title="登录已失效，请重新登录。没有发出的内容已保留。" />
          )}
        </div>
        <Form layout="vertical" requiredMark={false} onFinish={submit} size="large">
          <Form.Item label="用户名" name="username" rules={[{ required: true, message: '请输入用户名' }]}>
            <Input autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} />
          </Form.Item>
          <Form.Item label="密码" name="password" rules={[{ required: true, message: '请输入密码' }]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={busy}>
            登录
          </Button>
        </Form>
      </div>
    </main>
  );
}
