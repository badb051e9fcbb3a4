/** @jsxImportSource react */
import type { ReactNode } from 'react';

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width="1em" height="1em" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

/** The product's sign. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="#1560e8" />
      <path
        d="M16 7.5c-5 0-9 3.4-9 7.7 0 2.4 1.3 4.6 3.3 6L9.6 25l4-2a11 11 0 0 0 2.4.3c5 0 9-3.5 9-7.8s-4-8-9-8Z"
        fill="#fff"
      />
    </svg>
  );
}

export function BackIcon() {
  return (
    <Icon>
      <path d="M15 5l-7 7 7 7" />
    </Icon>
  );
}

export function BookIcon() {
  return (
    <Icon>
      <path d="M4 5.5C6.5 4 9.5 4 12 6c2.5-2 5.5-2 8-.5V19c-2.5-1.5-5.5-1.5-8 .5-2.5-2-5.5-2-8-.5zM12 6v13.5" />
    </Icon>
  );
}

export function MenuIcon() {
  return (
    <Icon>
      <path d="M4 7h16M4 12h16M4 17h16" />
    </Icon>
  );
}

export function SoundIcon({ off }: { off: boolean }) {
  return (
    <Icon>
      <path d="M4 9.500h3.500L12 6v12l-4.5-3.500H4z" />
      {off ? (
        <path d="M16 9.500l5 5M21 9.500l-5 5" />
      ) : (
        <path d="M15.5 9.500a3.5 3.5 0 0 1 0 5M18 7a7 7 0 0 1 0 10" />
      )}
    </Icon>
  );
}

export function AlertIcon() {
  return (
    <Icon>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7.500v5.500M12 16.200v.3" />
    </Icon>
  );
}

export function CloseIcon() {
  return (
    <Icon>
      <path d="M6 6l12 12M18 6L6 18" />
    </Icon>
  );
}

export function DownIcon() {
  return (
    <Icon>
      <path d="M6 9.500l6 6 6-6" />
    </Icon>
  );
}
