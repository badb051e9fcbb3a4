/** @jsxImportSource react */
import { App, Button, Dropdown } from 'antd';
import { problemOf, type Api } from '../api';
import { navigate, pathOf, type PAGES, type PageName, type Route } from '../route';
import { signOut, type Session } from '../session';
import { useDeskOrNone } from './desk-context';
import { DownIcon, Logo, MenuIcon } from './icons';
import { PresenceControl } from './presence-control';
import { QueueSign } from './queue-sign';

interface HeaderProps {
  api: Api;
  session: Session;
  pages: (typeof PAGES)[number][];
  route: Route | undefined;
  onSignedOut: () => void;
}

/** The pages, the queue, the agent's presence and the account. */
export function Header({ api, session, pages, route, onSignedOut }: HeaderProps) {
  const { message } = App.useApp();
  const desk = useDeskOrNone();
  const go = (page: PageName): void => navigate({ page });
  const leave = (): void => {
    signOut(api).then(
      () => {
        onSignedOut();
        desk?.client.forget();
      },
      (error: unknown) => void message.error(problemOf(error)),
    );
  };
  const account = [
    { key: 'password', label: '修改密码', onClick: () => go('password') },
    { key: 'signOut', label: '退出登录', onClick: leave },
  ];
  const menu = pages.map(({ name, label }) => ({ key: name, label, onClick: () => go(name) }));
  return (
    <header className="header">
      <span className="brand">
        <Logo />
        <span className="brand-name">通答</span>
      </span>
      <nav className="nav" aria-label="页面">
        {pages.map(({ name, label }) => (
          <a
            key={name}
            href={pathOf({ page: name })}
            aria-current={route?.page === name ? 'page' : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              go(name);
            }}
          >
            {label}
          </a>
        ))}
      </nav>
      <span className="header-gap" />
      {desk && <QueueSign />}
      {desk && <PresenceControl />}
      <Dropdown menu={{ items: account }} trigger={['click']}>
        <Button type="text" className="account-button">
          {session.staff.displayName}
          <DownIcon />
        </Button>
      </Dropdown>
      <Dropdown menu={{ items: [...menu, { type: 'divider' }, ...account] }} trigger={['click']}>
        <Button type="text" className="menu-button" aria-label="菜单" icon={<MenuIcon />} />
      </Dropdown>
    </header>
  );
}
