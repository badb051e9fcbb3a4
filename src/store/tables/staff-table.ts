import type { StaffRecord, StaffRecords } from '../../accounts/account-store';
import type { Role } from '../../accounts/permission';
import type { Staff } from '../../accounts/staff';
import { uuidv7 } from '../../conversation/id';
import type { Db } from '../database';
import type { Schema } from '../schema';

type StaffColumns = Pick<Schema['staff'], 'id' | 'username' | 'display_name' | 'roles' | 'disabled'>;

/** A row of the staff as the accounts see it, without the password. */
export function toStaff(row: StaffColumns): Staff {
  return {
    id: row.id,
    username: row.username,
    displayName: row.display_name,
    roles: JSON.parse(row.roles) as Role[],
    disabled: row.disabled === 1,
  };
}

function toRecord(row: Schema['staff']): StaffRecord {
  return { ...toStaff(row), passwordHash: row.password_hash };
}

/** People who work with the product. */
export class StaffTable implements StaffRecords {
  constructor(private readonly db: Db) {}

  async list(): Promise<Staff[]> {
    const rows = await this.db.selectFrom('staff').selectAll().orderBy('username').execute();
    return rows.map(toStaff);
  }

  async findByUsername(username: string): Promise<StaffRecord | undefined> {
    const row = await this.db
      .selectFrom('staff')
      .selectAll()
      .where('username', '=', username)
      .executeTakeFirst();
    return row && toRecord(row);
  }

  async lock(id: string): Promise<StaffRecord | undefined> {
    // An update that changes nothing locks the row in PostgreSQL; SQLite has one writer anyway.
    const row = await this.db
      .updateTable('staff')
      .set((eb) => ({ updated_at: eb.ref('updated_at') }))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
    return row && toRecord(row);
  }

  async lockAll(): Promise<StaffRecord[]> {
    const rows = await this.db
      .updateTable('staff')
      .set((eb) => ({ updated_at: eb.ref('updated_at') }))
      .returningAll()
      .execute();
    return rows.map(toRecord);
  }

  async add(staff: Omit<StaffRecord, 'id'>, now: number): Promise<Staff | undefined> {
    const row = await this.db
      .insertInto('staff')
      .values({ id: uuidv7(now), ...columnsOf(staff), created_at: now, updated_at: now })
      .onConflict((conflict) => conflict.column('username').doNothing())
      .returningAll()
      .executeTakeFirst();
    return row && toStaff(row);
  }

  async update(staff: StaffRecord, now: number): Promise<void> {
    await this.db
      .updateTable('staff')
      .set({ ...columnsOf(staff), updated_at: now })
      .where('id', '=', staff.id)
      .execute();
  }
}

function columnsOf(staff: Omit<StaffRecord, 'id'>) {
  return {
    username: staff.username,
    display_name: staff.displayName,
    roles: JSON.stringify(staff.roles),
    password_hash: staff.passwordHash,
    disabled: staff.disabled ? 1 : 0,
  };
}
