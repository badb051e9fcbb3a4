import type { ComponentChildren } from 'preact';

function Icon({ children, filled }: { children: ComponentChildren; filled?: boolean }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      fill={filled ? 'currentColor' : 'none'}
      stroke={filled ? 'none' : 'currentColor'}
      stroke-width="1.9"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const BotIcon = () => (
  <Icon>
    <rect x="4.5" y="8" width="15" height="11" rx="4" />
    <path d="M12 8V4.8M2.6 12.5v2.5M21.4 12.5v2.5M9.3 12.6v1.6M14.7 12.6v1.6" />
    <circle cx="12" cy="3.8" r="1" />
  </Icon>
);

export const HeadsetIcon = () => (
  <Icon>
    <path d="M4.5 14v-2a7.5 7.5 0 0 1 15 0v2" />
    <path d="M4.5 13.5h1.2c.9 0 1.6.7 1.6 1.6v2.2c0 .9-.7 1.6-1.6 1.6a2.2 2.2 0 0 1-2.2-2.2v-1.7c0-.8.4-1.5 1-1.5Zm15 0h-1.2c-.9 0-1.6.7-1.6 1.6v2.2c0 .9.7 1.6 1.6 1.6a2.2 2.2 0 0 0 2.2-2.2v-1.7c0-.8-.4-1.5-1-1.5Z" />
    <path d="M18.6 18.9c-.6 1.5-2.2 2.3-4.1 2.3h-1.3" />
  </Icon>
);

export const SendIcon = () => (
  <Icon>
    <path d="M12 19V5.5M6 11.2l6-6 6 6" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="M6 6l12 12M18 6 6 18" />
  </Icon>
);

export const DownIcon = () => (
  <Icon>
    <path d="M12 5v13M6.5 12.8 12 18.3l5.5-5.5" />
  </Icon>
);

export const SourceIcon = () => (
  <Icon>
    <path d="M6 3.8h8.5L19 8.3v11.9H6Z" />
    <path d="M14.2 3.8v4.8H19M9.2 12.6h6.4M9.2 16h4.6" />
  </Icon>
);

export const ThumbIcon = ({ down }: { down?: boolean }) => (
  <Icon>
    <g transform={down ? 'rotate(180 12 12)' : undefined}>
      <path d="M7.5 10.5v9H4.6v-9Zm0 0 3.6-6.3c1.3 0 2.2 1 2.2 2.2v3.1h4.6c1.2 0 2.1 1.1 1.8 2.3l-1.3 6c-.2 1-1 1.7-2 1.7H7.5" />
    </g>
  </Icon>
);

export const StarIcon = ({ filled }: { filled: boolean }) => (
  <Icon filled={filled}>
    <path d="m12 3.6 2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8-4.2-4.1 5.8-.8Z" />
  </Icon>
);

export const AlertIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.6" />
    <path d="M12 7.8v5M12 16.1v.1" />
  </Icon>
);

export const ShieldIcon = () => (
  <Icon>
    <path d="M12 3.5 5 6v5.4c0 4.3 2.9 7.6 7 9.1 4.1-1.5 7-4.8 7-9.1V6Z" />
    <path d="m9 12 2.2 2.2L15.2 10" />
  </Icon>
);

/** One tick for sent, two for delivered. */
export const TickIcon = ({ twice }: { twice?: boolean }) => (
  <Icon>
    <path d={twice ? 'm2.8 12.6 4.2 4.2 8-9M11.2 15.6l1.4 1.4 8.4-9.4' : 'm5.5 12.6 4.3 4.3 8.7-9.6'} />
  </Icon>
);
