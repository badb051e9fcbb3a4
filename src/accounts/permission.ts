/** What staff may do. Every route and socket event of the staff names one of these. */
export const PERMISSIONS = [
  'chat.take',
  'chat.supervise',
  'kb.read',
  'kb.write',
  'kb.publish',
  'model.activate',
  'account.manage',
  'audit.read',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = ['administrator', 'editor', 'supervisor', 'agent'] as const;

export type Role = (typeof ROLES)[number];

const OF_ROLE: Record<Role, readonly Permission[]> = {
  administrator: PERMISSIONS,
  editor: ['kb.read', 'kb.write', 'kb.publish', 'model.activate'],
  supervisor: ['chat.take', 'chat.supervise', 'kb.read', 'audit.read'],
  agent: ['chat.take', 'kb.read'],
};

/** What a person with these roles may do. */
export function permissionsOf(roles: readonly Role[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => OF_ROLE[role]));
}
