import { isSeen } from '../facts';
import { fail, ok, warn, type Check } from '../finding';

/** The administrators' passwords, as far as they can be known. */
export const ACCOUNT_CHECKS: readonly Check[] = [
  {
    name: 'passwords',
    title: ['管理员密码', "administrators' passwords"],
    judge({ accounts }) {
      if (!isSeen(accounts)) return undefined;
      if (accounts.guessed.length > 0) {
        const names = accounts.guessed.join(', ');
        return fail(
          names,
          '密码太常见，一猜就中。请马上用 tongda user password 重设。',
          'The password is one that everybody tries first. Set another with tongda user password, now.',
        );
      }
      if (accounts.unchanged.length > 0) {
        return warn(
          accounts.unchanged.join(', '),
          '还在用首次启动时打印的密码，它可能留在日志里。请修改密码。',
          'Still the password that was printed at the first start, which logs may have kept. Change it.',
        );
      }
      return ok('changed');
    },
  },
];
