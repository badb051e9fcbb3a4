import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const position = z.object({ x: z.number(), y: z.number(), w: z.number().min(1), h: z.number().min(1) });
const panel = z.object({
  id: z.number().int().min(1),
  title: z.string().min(1),
  type: z.enum(['timeseries', 'stat']),
  description: z.string().min(5),
  gridPos: position,
  datasource: z.object({ type: z.literal('prometheus'), uid: z.literal('${datasource}') }),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string().min(1) }) }),
  targets: z
    .array(
      z.object({ refId: z.string().regex(/^[A-Z]$/), expr: z.string().min(5), legendFormat: z.string() }),
    )
    .min(1),
});
const row = z.object({
  id: z.number().int(),
  title: z.string(),
  type: z.literal('row'),
  gridPos: position,
  panels: z.array(z.never()),
});
const dashboard = z.object({
  uid: z.literal('tongda'),
  title: z.string(),
  schemaVersion: z.number().min(36),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
  panels: z.array(z.discriminatedUnion('type', [panel, row])),
});

describe('the Grafana dashboard', () => {
  const text = readFileSync(join(__dirname, '../../deploy/grafana/tongda.json'), 'utf8');
  const { panels, templating } = dashboard.parse(JSON.parse(text));

  it('has its panels side by side on the grid of 24 columns', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { gridPos, title } of panels) {
      expect([title, gridPos.x + gridPos.w <= 24]).toEqual([title, true]);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect([title, x, y, taken.has(`${x} ${y}`)]).toEqual([title, x, y, false]);
          taken.add(`${x} ${y}`);
        }
      }
    }
  });

  it('asks by variables that it has', () => {
    const own = new Set(templating.list.map(({ name }) => name));
    const asked = [...text.matchAll(/\$\{?(\w+)\}?/g)].map(([, name = '']) => name);
    const foreign = asked.filter((name) => !name.startsWith('__') && !own.has(name));
    expect(foreign).toEqual([]);
  });
});
