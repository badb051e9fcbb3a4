import type { Role } from '../../../accounts/permission';
import type { HandoffReason, HandoffState, TurnOutcome } from '../../../conversation/event';
import type { SearchedKind } from '../../../conversation/message-text';
import type { Owner } from '../../../conversation/tracker';
import type { Presence, WrapUpCode } from '../../../handoff/handoff';

/** Why a customer was given to a person. */
export const REASON_LABELS: Record<HandoffReason, string> = {
  asked: '要求人工',
  misses: '多次未解决',
  complaint: '投诉',
  operator: '人工指派',
};

/** What the bot made of a message. */
export const OUTCOME_LABELS: Record<TurnOutcome, string> = {
  answer: '已回答',
  smalltalk: '闲聊',
  clarify: '请顾客选择',
  miss: '未听懂',
  outOfScope: '超出范围',
  handoff: '转人工',
};

/** An agent’s presence as the desk says it. */
export const PRESENCE_LABELS: Record<Presence['state'], string> = {
  online: '在线',
  away: '小休',
  offline: '离线',
};

/** What became of a chat, in the order of the form. */
export const WRAP_UP_LABELS: Record<WrapUpCode, string> = {
  solved: '已解决',
  followUp: '需跟进',
  noAnswer: '无回应',
  complaint: '投诉',
  other: '其他',
};

/** Roles by the names that people use. */
export const ROLE_LABELS: Record<Role, string> = {
  administrator: '管理员',
  editor: '知识编辑',
  supervisor: '班长',
  agent: '坐席',
};

/** The states in which a chat is shown to its agent. */
export const CHAT_STATE_LABELS: Partial<Record<HandoffState, string>> = {
  offered: '待接入',
  assigned: '服务中',
  wrapUp: '待小结',
};

/** Who answers a conversation now. */
export const OWNER_LABELS: Record<Owner, string> = { bot: '机器人', queue: '排队中', agent: '坐席' };

/** Who has said something that can be found. */
export const SPEAKER_LABELS: Record<SearchedKind, string> = {
  customerMessage: '顾客',
  botMessage: '机器人',
  agentMessage: '坐席',
  note: '内部备注',
};

const CHANNELS: Record<string, string> = { 'web-chat': '网页', web: '网页', rest: '接口' };

/** A channel's name as people say it; unknown ones as they are. */
export function channelLabel(channel: string): string {
  return CHANNELS[channel] ?? channel;
}

const ENTITIES: Record<string, string> = {
  phone: '号码',
  id_number: '证件号',
  money: '金额',
  data_volume: '流量',
  bandwidth: '带宽',
  duration: '时长',
  date: '日期',
  time: '时间',
  date_time: '时间',
  quantity: '数量',
  error_code: '错误码',
  place: '地点',
  plan_name: '套餐',
  app_name: '应用',
  device_model: '机型',
  order_number: '订单号',
  email: '邮箱',
  number: '数字',
  percent: '百分比',
};

/** What kind of thing the customer named; kinds of an operator's own as they are. */
export function entityLabel(entity: string): string {
  return ENTITIES[entity] ?? entity;
}

/** A wrap-up code of the log, which may be older than this page. */
export function wrapUpLabel(code: string): string {
  return (WRAP_UP_LABELS as Record<string, string>)[code] ?? code;
}
