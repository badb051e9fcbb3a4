import { foundEntities } from './found-entities';

describe('date-time', () => {
  test.each<[string, string[]]>([
    ['下周三下午三点', ['date_time:下周三下午三点=2024-05-22T15:00']],
    ['明天下午5:00', ['date_time:明天下午5:00=2024-05-16T17:00']],
    ['今晚6点', ['date_time:今晚6点=2024-05-15T18:00']],
    ['明天的9:30', ['date_time:明天的9:30=2024-05-16T09:30']],
    ['今天晚上12点', ['date_time:今天晚上12点=2024-05-16T00:00']],
    ['半小时后', ['date_time:半小时后=2024-05-15T10:30']],
    ['上个月三点', ['date:上个月=2024-04-01/2024-04-30', 'time:三点=03:00']],
  ])('%s gives %j', (text, expected) => {
    expect(foundEntities(text)).toEqual(expected);
  });
});
