/** @jsxImportSource react */
import { Alert, App, Button, Popconfirm, Spin, Tag } from 'antd';
import { useCallback, useState } from 'react';
import type { z } from 'zod';
import type { modelListSchema } from '../../../http/models/schema';
import { timeLabel } from '../../widget/time-label';
import { problemOf, type Api } from '../api';
import { useMinute } from '../components/clocks';
import { useLoaded } from './use-loaded';

type ModelList = z.output<typeof modelListSchema>;

/** Which model answers, and the way to another one. */
export function ModelPage({ api }: { api: Api }) {
  const { message } = App.useApp();
  const now = useMinute();
  const { value, problem, reload } = useLoaded(
    useCallback(() => api.request<ModelList>('GET', '/models'), [api]),
  );
  const [busy, setBusy] = useState<string>();
  const activate = (id?: string): void => {
    setBusy(id ?? '');
    api
      .request<{ current: string }>('POST', '/models/activate', id === undefined ? {} : { id })
      .then(
        ({ current }) => void message.success(`模型 ${current} 已启用`),
        (error: unknown) => void message.error(problemOf(error)),
      )
      .finally(() => {
        setBusy(undefined);
        reload();
      });
  };
  return (
    <div className="sheet">
      <h1>模型</h1>
      <p className="quiet">训练用命令 tongda train；训练好的模型在这里启用，正在进行的会话不受影响。</p>
      {problem !== undefined && (
        <Alert type="error" showIcon title={problem} action={<Button onClick={reload}>重试</Button>} />
      )}
      {!value && problem === undefined && <Spin />}
      {value && (
        <>
          <p>
            <Button loading={busy === ''} disabled={busy !== undefined} onClick={() => activate()}>
              启用最近发布的模型
            </Button>
          </p>
          <table className="table">
            <thead>
              <tr>
                <th>模型</th>
                <th>发布时间</th>
                <th>
                  <span className="visually-hidden">操作</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {value.models.map(({ id, publishedAt }) => (
                <tr key={id}>
                  <td>
                    <code>{id}</code> {id === value.current && <Tag color="success">使用中</Tag>}
                  </td>
                  <td>{publishedAt === undefined ? '' : timeLabel(publishedAt, now)}</td>
                  <td className="table-actions">
                    {id !== value.current && (
                      <Popconfirm title="启用这个模型？" okText="启用" onConfirm={() => activate(id)}>
                        <Button size="small" loading={busy === id} disabled={busy !== undefined}>
                          启用
                        </Button>
                      </Popconfirm>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </div>
  );
}
