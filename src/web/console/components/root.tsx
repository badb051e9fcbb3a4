/** @jsxImportSource react */
import { App, Button, ConfigProvider, Result, Spin } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { Api, problemOf } from '../api';
import { currentSession, type Session } from '../session';
import { useTheme } from '../theme';
import { ErrorBoundary } from './error-boundary';

const SignInPage = lazy(async () => ({ default: (await import('../pages/sign-in-page')).SignInPage }));
const Shell = lazy(async () => ({ default: (await import('./shell')).Shell }));

type Phase =
  | { type: 'loading' }
  | { type: 'broken'; problem: string }
  | { type: 'signedOut'; wasIn: boolean }
  | { type: 'signedIn'; session: Session };

/** The console: who is signed in decides what is shown. */
export function Root({ nonce }: { nonce: string | undefined }) {
  const theme = useTheme();
  const [api] = useState(() => new Api());
  const [phase, setPhase] = useState<Phase>({ type: 'loading' });
  const load = useCallback(() => {
    currentSession(api).then(
      (session) => setPhase(session ? { type: 'signedIn', session } : { type: 'signedOut', wasIn: false }),
      (error: unknown) => setPhase({ type: 'broken', problem: problemOf(error) }),
    );
  }, [api]);
  useEffect(load, [load]);
  useEffect(() => {
    api.whenSignedOut(() =>
      setPhase((now) => (now.type === 'signedIn' ? { type: 'signedOut', wasIn: true } : now)),
    );
  }, [api]);

  return (
    <ConfigProvider locale={zhCN} theme={theme} csp={{ nonce }} button={{ autoInsertSpace: false }}>
      <App className="app">
        <ErrorBoundary>
          <Suspense fallback={<Loading />}>
            {phase.type === 'loading' && <Loading />}
            {phase.type === 'broken' && (
              <Result status="warning" title={phase.problem} extra={<Button onClick={load}>重试</Button>} />
            )}
            {phase.type === 'signedOut' && (
              <SignInPage
                api={api}
                wasIn={phase.wasIn}
                onSignedIn={(session) => setPhase({ type: 'signedIn', session })}
              />
            )}
            {phase.type === 'signedIn' && (
              <Shell
                key={phase.session.staff.id}
                api={api}
                session={phase.session}
                onSignedOut={(wasIn) => setPhase({ type: 'signedOut', wasIn })}
              />
            )}
          </Suspense>
        </ErrorBoundary>
      </App>
    </ConfigProvider>
  );
}

function Loading() {
  return (
    <div className="loading">
      <Spin description="正在打开…" />
    </div>
  );
}
