/** @jsxImportSource react */
import { Alert, App, Button, Popconfirm, Select, Spin, Tag } from 'antd';
import { useCallback, useState } from 'react';
import type { z } from 'zod';
import type { Role } from '../../../accounts/permission';
import type { newStaffReplySchema, staffListSchema } from '../../../http/staff/schema';
import { problemOf, type Api } from '../api';
import { ROLE_LABELS } from '../state/labels';
import { NewStaffForm, ROLE_OPTIONS } from './new-staff-form';
import { useLoaded } from './use-loaded';

type Person = z.output<typeof staffListSchema>['staff'][number];
type Created = z.output<typeof newStaffReplySchema>;

/** The people who may sign in, and what they may do. */
export function StaffPage({ api, meId }: { api: Api; meId: string }) {
  const { message } = App.useApp();
  const { value, problem, reload } = useLoaded(
    useCallback(() => api.request<{ staff: Person[] }>('GET', '/staff'), [api]),
  );
  const [adding, setAdding] = useState(false);
  const [created, setCreated] = useState<Created>();
  const change = async (
    person: Person,
    changes: Partial<Pick<Person, 'roles' | 'disabled'>>,
  ): Promise<void> => {
    try {
      await api.request('PUT', `/staff/${encodeURIComponent(person.id)}`, changes);
      void message.success('已保存');
    } catch (error) {
      void message.error(problemOf(error));
    }
    reload();
  };
  return (
    <div className="sheet">
      <h1>
        账号
        {!adding && (
          <Button type="primary" onClick={() => setAdding(true)}>
            新增账号
          </Button>
        )}
      </h1>
      {adding && (
        <NewStaffForm
          api={api}
          onCancel={() => setAdding(false)}
          onCreated={(reply) => {
            setAdding(false);
            setCreated(reply);
            reload();
          }}
        />
      )}
      {created && <FirstPassword created={created} onClose={() => setCreated(undefined)} />}
      {problem !== undefined && (
        <Alert type="error" showIcon title={problem} action={<Button onClick={reload}>重试</Button>} />
      )}
      {!value && problem === undefined && <Spin />}
      {value && (
        <table className="table is-cards">
          <thead>
            <tr>
              <th>用户名</th>
              <th>显示名</th>
              <th>角色</th>
              <th>
                <span className="visually-hidden">操作</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {value.staff.map((person) => (
              <PersonRow key={person.id} person={person} isMe={person.id === meId} onChange={change} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

interface PersonRowProps {
  person: Person;
  /** One's own account is not for oneself to change: nobody locks the door from inside. */
  isMe: boolean;
  onChange: (person: Person, changes: { roles?: Role[]; disabled?: boolean }) => Promise<void>;
}

function PersonRow({ person, isMe, onChange }: PersonRowProps) {
  const { username, displayName, roles, disabled } = person;
  return (
    <tr className={disabled ? 'is-disabled' : ''}>
      <td>
        {username} {isMe && <Tag>我</Tag>} {disabled && <Tag>已停用</Tag>}
      </td>
      <td>{displayName}</td>
      <td>
        {isMe || disabled ? (
          roles.map((role) => ROLE_LABELS[role]).join('、')
        ) : (
          <Select<Role[]>
            mode="multiple"
            size="small"
            className="role-select"
            aria-label={`${displayName}的角色`}
            value={[...roles]}
            options={ROLE_OPTIONS}
            onChange={(next) => next.length > 0 && void onChange(person, { roles: next })}
          />
        )}
      </td>
      <td className="table-actions">
        {!isMe && disabled && (
          <Button size="small" onClick={() => void onChange(person, { disabled: false })}>
            启用
          </Button>
        )}
        {!isMe && !disabled && (
          <Popconfirm
            title={`停用 ${displayName}？`}
            description="会立即退出登录，手上的会话回到排队。"
            okText="停用"
            onConfirm={() => void onChange(person, { disabled: true })}
          >
            <Button size="small" danger>
              停用
            </Button>
          </Popconfirm>
        )}
      </td>
    </tr>
  );
}

function FirstPassword({ created, onClose }: { created: Created; onClose: () => void }) {
  const { staff, password } = created;
  return (
    <Alert
      type="success"
      showIcon
      closable={{ onClose }}
      title={`账号 ${staff.username} 已建立`}
      description={
        password !== undefined && (
          <>
            初始密码 <code className="first-password">{password}</code>{' '}
            <Button size="small" onClick={() => void navigator.clipboard?.writeText(password)}>
              复制
            </Button>
            <br />
            只显示这一次，请交给本人并让其登录后修改。
          </>
        )
      }
    />
  );
}
