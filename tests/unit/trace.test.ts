import {
  beginTrace,
  currentTrace,
  formatTraceparent,
  inSpan,
  inTrace,
  parseTraceparent,
  followTraces,
  holdTrace,
  type Spans,
  type Trace,
} from '../../src/trace';

const ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('traceparent', () => {
  it('is read and written', () => {
    const text = `00-${ID}-${SPAN}-01`;
    expect(parseTraceparent(text)).toEqual({ traceId: ID, spanId: SPAN, sampled: true });
    expect(formatTraceparent({ traceId: ID, spanId: SPAN, sampled: true })).toBe(text);
    expect(parseTraceparent(`00-${ID}-${SPAN}-00`)?.sampled).toBe(false);
    // A later version may have more fields, and other flags.
    expect(parseTraceparent(`01-${ID}-${SPAN}-03-more`)?.sampled).toBe(true);
  });

  it.each([
    '',
    `00-${ID}-${SPAN}`,
    `00-${ID.toUpperCase()}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${ID}-${'0'.repeat(16)}-01`,
    `ff-${ID}-${SPAN}-01`,
    `00-${ID}-${SPAN}-01-more`,
    `00-${ID}-${SPAN}-01\n`,
    `01-${ID}-${SPAN}-01-${'x'.repeat(200)}`,
    7,
    null,
    { toString: () => `00-${ID}-${SPAN}-01` },
  ])('is none: %j', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });

  it('begins with ids of its own', () => {
    const traces = Array.from({ length: 1000 }, () => beginTrace(false));
    expect(new Set(traces.map(({ traceId }) => traceId)).size).toBe(1000);
    for (const trace of traces) expect(parseTraceparent(formatTraceparent(trace))).toBeDefined();
  });
});

describe('a span', () => {
  const told: string[] = [];
  const spans: Spans = {
    sample: () => true,
    start: (name, trace) =>
      trace && {
        trace: { ...trace, spanId: name },
        end: (outcome) => void told.push(`${name} ${outcome?.failed === true ? 'failed' : 'done'}`),
      },
  };
  beforeEach(() => told.splice(0));

  it('is what its work sees, also after waiting, and ends with it', async () => {
    const seen = await inTrace(beginTrace(true), () =>
      inSpan(spans, 'outer', async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return inSpan(spans, 'inner', () => currentTrace()?.spanId);
      }),
    );
    expect(seen).toBe('inner');
    expect(told).toEqual(['inner done', 'outer done']);
    expect(currentTrace()).toBeUndefined();
  });

  it('tells of failures, and hands them on', async () => {
    await inTrace(beginTrace(true), async () => {
      expect(() => inSpan(spans, 'sync', () => JSON.parse('{'))).toThrow(SyntaxError);
      await expect(inSpan(spans, 'async', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    });
    expect(told).toEqual(['sync failed', 'async failed']);
  });
});

describe('which traces are followed', () => {
  const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const seenIn = (trace: Trace): Promise<string | undefined> =>
    inTrace(trace, async () => {
      await soon();
      return currentTrace()?.traceId;
    });
  const named = parseTraceparent(`00-${ID}-${SPAN}-00`) as Trace;
  const sampled = beginTrace(true);
  const plain = beginTrace(false);
  afterEach(() => followTraces('sampled'));

  it.each([
    ['off', [undefined, undefined, undefined]],
    ['sampled', [ID, sampled.traceId, undefined]],
    ['all', [ID, sampled.traceId, plain.traceId]],
  ] as const)('%s', async (mode, expected) => {
    followTraces(mode);
    expect([await seenIn(named), await seenIn(sampled), await seenIn(plain)]).toEqual(expected);
    // One after the other or all at once, nobody sees another's.
    expect(await Promise.all([seenIn(named), seenIn(sampled), seenIn(plain)])).toEqual(expected);
    const within = await inTrace(named, () => seenIn(plain));
    expect(within).toBe(expected[2]);
  });

  it('for as long as somebody holds it', async () => {
    const seen: (string | undefined)[] = [];
    const release = holdTrace(named);
    inTrace(named, () => {
      void soon().then(() => seen.push(currentTrace()?.traceId));
    });
    await soon();
    await soon();
    release();
    release();
    expect(seen).toEqual([ID]);
    expect(currentTrace()).toBeUndefined();
  });
});
