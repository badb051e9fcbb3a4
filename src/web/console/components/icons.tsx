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

/** To the list again. */
export function BackIcon() {
  return (
    <Icon>
      <path d="M15 5l-7 7 7 7" />
    </Icon>
  );
}

/** Knowledge. */
export function BookIcon() {
  return (
    <Icon>
      <path d="M4 5.5C6.5 4 9.5 4 12 6c2.5-2 5.5-2 8-.5V19c-2.5-1.5-5.5-1.5-8 .5-2.5-2-5.5-2-8-.5zM12 6v13.5" />
    </Icon>
  );
}

/** The pages, where there is no room for their names. */
export function MenuIcon() {
  return (
    <Icon>
      <path d="M4 7h16M4 12h16M4 17h16" />
    </Icon>
  );
}

/** Something needs a look. */
export function AlertIcon() {
  return (
    <Icon>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7.500v5.500M12 16.200v.3" />
    </Icon>
  );
}

/** Away with it. */
export function CloseIcon() {
  return (
    <Icon>
      <path d="M6 6l12 12M18 6L6 18" />
    </Icon>
  );
}

/** More below. */
export function DownIcon() {
  return (
    <Icon>
      <path d="M6 9.500l6 6 6-6" />
    </Icon>
  );
}
