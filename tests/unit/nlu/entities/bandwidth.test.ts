import { foundEntities } from './found-entities';

describe('bandwidth', () => {
  test.each<[string, string[]]>([
    ['一百兆宽带', ['bandwidth:一百兆=100']],
    ['1000M', ['bandwidth:1000M=1000']],
    ['千兆宽带', ['bandwidth:千兆=1000']],
    ['300兆', ['bandwidth:300兆=300']],
    ['网速300Mbps', ['bandwidth:300Mbps=300']],
    ['1Gbps', ['bandwidth:1Gbps=1000']],
    ['宽带只有30M', ['bandwidth:30M=30']],
  ])('%s gives %j', (text, expected) => {
    expect(foundEntities(text)).toEqual(expected);
  });
});
