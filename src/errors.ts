/**
 * Every refusal that a person or a program can meet, by its stable code. The texts are safe to show.
 * `docs/errors.md` is kept equal to this table by a test; HTTP statuses live in `http/`.
 */
export const ERRORS = {
  bad_request: ['请求的内容不正确。', 'The request is not valid.'],
  message_empty: ['请输入内容后再发送。', 'The message is empty.'],
  message_too_long: ['内容太长了，请控制在2000字以内。', 'The message is over 2,000 characters.'],
  unknown_event: ['不支持这个操作。', 'The event is not known.'],
  not_found: ['没有找到您要的内容。', 'There is nothing here.'],
  unauthenticated: ['请先登录。', 'Sign in first.'],
  bad_visitor_token: ['会话凭证无效，请刷新页面。', 'The visitor token is not valid.'],
  bad_credentials: ['用户名或密码不正确。', 'The user name or the password is wrong.'],
  locked_out: ['登录失败次数过多，请稍后再试。', 'Too many failed sign-ins; try again later.'],
  forbidden: ['您没有权限进行这个操作。', 'You are not allowed to do this.'],
  csrf: ['页面已过期，请刷新后重试。', 'The CSRF token is missing or wrong.'],
  origin_refused: ['不允许从这个网站连接。', 'This origin is not allowed.'],
  too_many_requests: ['操作太频繁了，请稍后再试。', 'Too many requests; try again later.'],
  overloaded: [
    '现在咨询的人很多，请稍等几秒再发。',
    'Too busy at the moment; send it again in a few seconds.',
  ],
  stale_fence: [
    '这个会话已经不在您手上了，内容已保留为草稿。',
    'The chat is no longer yours; your draft is kept.',
  ],
  illegal_move: ['现在不能进行这个操作。', 'The handoff cannot make this move now.'],
  offer_gone: ['这个会话已被接走或已离开。', 'The offer has gone.'],
  over_capacity: ['已达到接待上限。', 'The agent has no room for this chat.'],
  conflict: ['内容已被修改，请刷新后重试。', 'It changed meanwhile; load it again.'],
  model_missing: ['还没有训练好的模型。', 'There is no trained model; run `tongda train`.'],
  model_broken: ['模型文件损坏或不匹配。', 'The model is damaged or foreign.'],
  corpus_invalid: ['语料有错误。', 'The corpus has errors.'],
  corpus_missing: ['找不到语料目录。', 'The corpus folder is missing.'],
  training_failed: ['训练没有成功。', 'Training failed.'],
  data_in_use: ['数据目录正被另一个进程使用。', 'Another server runs on this data folder.'],
  port_in_use: ['端口已被占用。', 'The port is in use.'],
  storage_full: ['存储空间不足，消息没有发出，请稍后重试。', 'The disk is full; nothing was stored.'],
  storage_failed: ['系统繁忙，消息没有发出，请稍后重试。', 'The database refused the write.'],
  blob_missing: ['存储的文件不见了。', 'A stored file is missing.'],
  blob_store_failed: ['文件存储暂时不可用。', 'The blob store failed or cannot be reached.'],
  content_missing: ['还没有发布过内容。', 'No content has been published yet; run `tongda publish`.'],
  model_unpublished: ['这个模型没有发布过。', 'This model is not among the published ones.'],
  store_moved: [
    '数据已迁移到新的数据库，请改用新的数据库地址启动。',
    'The data has moved to another database; start with its DATABASE_URL.',
  ],
  store_incomplete: [
    '数据库还没有迁移完成。',
    'A move into this database has not ended; run `tongda migrate-store` again.',
  ],
  schema_differs: [
    '数据库的结构与程序版本不一致。',
    'The schema is of another version; run `tongda migrate` or the right program.',
  ],
  target_not_empty: ['目标数据库里已有数据。', 'The target holds data already.'],
  command_running: ['同一命令正在运行，请稍后再试。', 'The same command runs here already.'],
  backup_invalid: ['备份不完整或已损坏。', 'The backup is incomplete or damaged.'],
  checksum_differs: ['两边的数据校验不一致。', 'The checksums of both databases differ.'],
  config_invalid: ['配置有误。', 'A setting is not valid.'],
  unsafe_settings: ['配置不安全，没有启动。', 'A setting is unsafe, so the server did not start.'],
  unsafe_storage: [
    '数据库的设置可能丢失已确认的消息，没有启动。',
    'The database could lose acknowledged messages, so the server did not start.',
  ],
  user_exists: ['这个用户名已被使用。', 'The user name is taken.'],
  last_administrator: ['至少要保留一名可用的管理员。', 'The last active administrator has to stay one.'],
  weak_password: ['密码至少需要12个字符。', 'The password needs at least 12 characters.'],
  internal: ['系统出了点问题，请稍后再试。', 'Something failed on our side.'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

export type ErrorCode = keyof typeof ERRORS;

export type Language = 'zh' | 'en';

/** A failure with a stable code. `detail` is for logs and programs; customers see only the registry's text. */
export class TongdaError extends Error {
  override readonly name = 'TongdaError';
  /** When to try again, where the refusal is only for a while. */
  readonly retryAfterMs?: number;

  constructor(
    readonly code: ErrorCode,
    readonly detail: string = '',
    options?: ErrorOptions & { retryAfterMs?: number },
  ) {
    super(detail ? `${code}: ${detail}` : code, options);
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** The text of a code in the reader's language. */
export function errorText(code: ErrorCode, language: Language = 'zh'): string {
  return ERRORS[code][language === 'zh' ? 0 : 1];
}
