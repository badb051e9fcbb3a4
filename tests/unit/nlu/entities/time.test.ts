import { foundEntities } from './found-entities';

describe('time', () => {
  test.each<[string, string[]]>([
    ['下午三点', ['time:下午三点=15:00']],
    ['9:30', ['time:9:30=09:30']],
    ['晚上十点半', ['time:晚上十点半=22:30']],
    ['中午12点', ['time:中午12点=12:00']],
    ['凌晨12点', ['time:凌晨12点=00:00']],
    ['上午一点', ['time:上午一点=01:00']],
    ['九点零六', ['time:九点零六=09:06']],
    ['八点一刻', ['time:八点一刻=08:15']],
    ['17时30分', ['time:17时30分=17:30']],
    ['25:70', ['number:25=25', 'number:70=70']],
    ['快一点', []],
  ])('%s gives %j', (text, expected) => {
    expect(foundEntities(text)).toEqual(expected);
  });
});
