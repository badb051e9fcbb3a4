/** @jsxImportSource react */
import { Alert, Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import type { Role } from '../../../accounts/permission';
import type { newStaffReplySchema } from '../../../http/staff/schema';
import { problemOf, type Api } from '../api';
import { ROLE_LABELS } from '../state/labels';

type Created = z.output<typeof newStaffReplySchema>;

/** The roles to choose from. */
export const ROLE_OPTIONS = (Object.keys(ROLE_LABELS) as Role[]).map((value) => ({
  value,
  label: ROLE_LABELS[value],
}));

interface NewStaffFormProps {
  api: Api;
  onCreated: (created: Created) => void;
  onCancel: () => void;
}

interface Values {
  username: string;
  displayName: string;
  roles: Role[];
}

/** A new person. The server makes the first password. */
export function NewStaffForm({ api, onCreated, onCancel }: NewStaffFormProps) {
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = (values: Values): void => {
    setBusy(true);
    setProblem(undefined);
    api.request<Created>('POST', '/staff', values).then(onCreated, (error: unknown) => {
      setProblem(problemOf(error));
      setBusy(false);
    });
  };
  return (
    <Form<Values>
      className="panel"
      layout="vertical"
      requiredMark={false}
      initialValues={{ roles: ['agent'] }}
      onFinish={submit}
    >
      {problem !== undefined && <Alert type="error" showIcon title={problem} />}
      <div className="panel-fields">
        <Form.Item
          label="用户名"
          name="username"
          extra="字母、数字或汉字，2–64 个字符"
          rules={[{ required: true, message: '请输入用户名' }]}
        >
          <Input autoFocus autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={64} />
        </Form.Item>
        <Form.Item
          label="显示名"
          name="displayName"
          extra="顾客看到的名字"
          rules={[{ required: true, whitespace: true, message: '请输入显示名' }]}
        >
          <Input autoComplete="off" maxLength={32} />
        </Form.Item>
        <Form.Item label="角色" name="roles" rules={[{ required: true, message: '请选择角色' }]}>
          <Select mode="multiple" options={ROLE_OPTIONS} />
        </Form.Item>
      </div>
      <Button type="primary" htmlType="submit" loading={busy}>
        建立账号
      </Button>{' '}
      <Button onClick={onCancel}>取消</Button>
    </Form>
  );
}
