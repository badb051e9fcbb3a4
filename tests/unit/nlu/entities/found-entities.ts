import { createEntityExtractor } from '../../../../src/nlu/entities/extract';
import type { DictionaryEntry } from '../../../../src/nlu/entities/dictionary';

/** Wednesday 2024-05-15, 10:00 in Shanghai. */
export const NOW = Date.parse('2024-05-15T02:00:00Z');

const DICTIONARY: DictionaryEntry[] = [
  { type: 'plan_name', canonical: '冰激凌套餐', aliases: ['畅越冰激凌199'] },
  { type: 'plan_name', canonical: '冰激凌', aliases: [] },
  { type: 'plan_name', canonical: '大王卡', aliases: [] },
  { type: 'app_name', canonical: 'QQ', aliases: [] },
  { type: 'app_name', canonical: '抖音', aliases: ['douyin'] },
  { type: 'device_model', canonical: 'iPhone 15', aliases: ['苹果15'] },
  { type: 'device_model', canonical: '华为Mate60', aliases: ['mate 60'] },
  { type: 'place', canonical: '浦东', aliases: ['浦东新区'] },
];

const extract = createEntityExtractor(DICTIONARY);

/** What is found in `text` as `type:span=value`. */
export function foundEntities(text: string, now: number = NOW, timeZone = 'Asia/Shanghai'): string[] {
  return extract(text, now, timeZone).map(
    ({ entity, start, end, value }) => `${entity}:${text.slice(start, end)}=${value}`,
  );
}
