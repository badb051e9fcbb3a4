import {
  PERMISSIONS,
  permissionsOf,
  ROLES,
  type Permission,
  type Role,
} from '../../../src/accounts/permission';

describe('permissions', () => {
  it('are what the roles are for', () => {
    const table: Record<Role, Permission[]> = {
      administrator: [...PERMISSIONS],
      editor: ['kb.read', 'kb.write', 'kb.publish', 'model.activate'],
      supervisor: ['chat.take', 'chat.supervise', 'kb.read', 'audit.read'],
      agent: ['chat.take', 'kb.read'],
    };
    for (const role of ROLES) expect([...permissionsOf([role])].toSorted()).toEqual(table[role].toSorted());
  });

  it('add up, and nobody without a role has any', () => {
    expect(permissionsOf([]).size).toBe(0);
    expect([...permissionsOf(['agent', 'editor'])].toSorted()).toEqual(
      ['chat.take', 'kb.publish', 'kb.read', 'kb.write', 'model.activate'].toSorted(),
    );
  });
});
