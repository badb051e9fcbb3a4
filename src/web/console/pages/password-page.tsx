/** @jsxImportSource react */
import { Alert, App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { problemOf, type Api } from '../api';
import type { Session } from '../session';

interface Values {
  current: string;
  next: string;
  again: string;
}

/** One's own password. */
export function PasswordPage({ api, username }: { api: Api; username: string }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = ({ current, next }: Values): void => {
    setBusy(true);
    setProblem(undefined);
    api
      .request<Session>('PUT', '/session/password', { current, next })
      .then(
        (session) => {
          // The server has begun a new session for this browser and ended all others.
          api.carry(session.csrfToken);
          form.resetFields();
          void message.success('密码已修改，其他设备上的登录已退出');
        },
        (error: unknown) => setProblem(problemOf(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <div className="sheet is-slim">
      <h1>修改密码</h1>
      <div role="alert">{problem !== undefined && <Alert type="error" showIcon title={problem} />}</div>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <input type="text" hidden readOnly autoComplete="username" value={username} />
        <Form.Item
          label="现在的密码"
          name="current"
          rules={[{ required: true, message: '请输入现在的密码' }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          label="新密码"
          name="next"
          extra="至少 12 个字符"
          rules={[{ required: true, min: 12, message: '至少 12 个字符' }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          label="再输一次新密码"
          name="again"
          dependencies={['next']}
          rules={[
            {
              validator: (_, value) =>
                value === form.getFieldValue('next')
                  ? Promise.resolve()
                  : Promise.reject(new Error('两次输入不一样')),
            },
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>
          修改
        </Button>
      </Form>
    </div>
  );
}
