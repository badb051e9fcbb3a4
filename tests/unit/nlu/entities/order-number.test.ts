import { foundEntities } from './found-entities';

describe('order-number', () => {
  test.each<[string, string[]]>([
    ['订单号20240101123456', ['order_number:20240101123456=20240101123456']],
    ['工单号：GD20240101-88', ['order_number:GD20240101-88=GD20240101-88']],
    ['A202107211321363588510367', ['order_number:A202107211321363588510367=A202107211321363588510367']],
  ])('%s gives %j', (text, expected) => {
    expect(foundEntities(text)).toEqual(expected);
  });
});
