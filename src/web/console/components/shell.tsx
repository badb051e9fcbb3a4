/** @jsxImportSource react */
import { Result, Spin } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { Api } from '../api';
import { Attention } from '../desk/attention';
import { browserStorage } from '../desk/browser-storage';
import { DeskClient } from '../desk/desk-client';
import { navigate, PAGES, useRoute, type Route } from '../route';
import { currentSession, type Session } from '../session';
import { AwayBanner } from './away-banner';
import { DeskContext } from './desk-context';
import { Header } from './header';
import { OfferStack } from './offer-stack';
import { OfflineBanner } from './offline-banner';

const DeskPage = lazy(async () => ({ default: (await import('../pages/desk-page')).DeskPage }));
const ConversationsPage = lazy(async () => ({
  default: (await import('../pages/conversations-page')).ConversationsPage,
}));
const KbPage = lazy(async () => ({ default: (await import('../pages/kb-page')).KbPage }));
const StaffPage = lazy(async () => ({ default: (await import('../pages/staff-page')).StaffPage }));
const ModelPage = lazy(async () => ({ default: (await import('../pages/model-page')).ModelPage }));
const PasswordPage = lazy(async () => ({ default: (await import('../pages/password-page')).PasswordPage }));

interface ShellProps {
  api: Api;
  session: Session;
  /** @param wasIn false when the person has signed out here */
  onSignedOut: (wasIn: boolean) => void;
}

/** What is around every page for signed-in staff; it holds the desk's connection, so that offers come everywhere. */
export function Shell({ api, session, onSignedOut }: ShellProps) {
  const pages = PAGES.filter(({ needs }) => session.permissions.includes(needs));
  const hasDesk = pages.some(({ name }) => name === 'desk');
  // Made once: for another person the shell is another one.
  const [desk] = useState(() => {
    if (!hasDesk) return undefined;
    const storage = browserStorage();
    // A refused connection may mean a session that is over: the API finds out.
    const check = (): void => void currentSession(api).catch(() => undefined);
    const client = new DeskClient(session.staff.id, storage, Date.now, check);
    return { client, attention: new Attention(storage) };
  });
  useEffect(() => {
    if (!desk) return undefined;
    const { client, attention } = desk;
    client.open();
    const unsubscribe = client.store.subscribe(() => attention.update(client.store.get()));
    const online = (): void => client.retryNow();
    window.addEventListener('online', online);
    return () => {
      window.removeEventListener('online', online);
      unsubscribe();
      attention.stop();
      client.close();
    };
  }, [desk]);

  const route = useRoute();
  const home = pages[0]?.name ?? 'password';
  useEffect(() => {
    if (!route) navigate({ page: home }, { replace: true });
  }, [route, home]);
  const allowed =
    route !== undefined && (route.page === 'password' || pages.some(({ name }) => name === route.page));
  return (
    <DeskContext value={desk}>
      <Header
        api={api}
        session={session}
        pages={pages}
        route={route}
        onSignedOut={() => onSignedOut(false)}
      />
      {desk && <OfflineBanner />}
      {desk && <AwayBanner />}
      <main className="page">
        <Suspense fallback={<Spin className="page-spin" />}>
          {allowed && <Page route={route} api={api} session={session} />}
          {route && !allowed && <Result status="warning" title="您没有权限打开这个页面。" />}
        </Suspense>
      </main>
      {desk && <OfferStack />}
    </DeskContext>
  );
}

function Page({ route, api, session }: { route: Route; api: Api; session: Session }) {
  switch (route.page) {
    case 'desk':
      return <DeskPage handoffId={route.id} />;
    case 'conversations':
      return <ConversationsPage api={api} conversationId={route.id} />;
    case 'kb':
      return <KbPage api={api} />;
    case 'staff':
      return <StaffPage api={api} meId={session.staff.id} />;
    case 'model':
      return <ModelPage api={api} />;
    case 'password':
      return <PasswordPage api={api} username={session.staff.username} />;
    default:
      route.page satisfies never;
      return null;
  }
}
