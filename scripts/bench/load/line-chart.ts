/** One line of a chart: its name, and a y for each x. */
export interface Line {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
}

const WIDTH = 420;
const HEIGHT = 240;
const EDGE = { left: 54, right: 34, top: 30, bottom: 40 };
const COLOURS = ['#1668dc', '#d46b08', '#389e0d'];

/** Charts side by side as an SVG; the x axis grows by factors of ten, the y axis begins at nothing. */
export function drawCharts(charts: readonly { title: string; x: string; lines: readonly Line[] }[]): string {
  const drawn = charts.map(
    (chart, index) => `<g transform="translate(${index * WIDTH} 0)">${draw(chart)}</g>`,
  );
  const size = `width="${WIDTH * charts.length}" height="${HEIGHT}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="11">`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

function draw({ title, x, lines }: { title: string; x: string; lines: readonly Line[] }): string {
  const points = lines.flatMap((line) => line.points);
  const tens = points.map(([value]) => Math.log10(value));
  const [low, high] = [Math.min(...tens), Math.max(...tens)];
  const top = niceTop(Math.max(...points.map(([, y]) => y)));
  const left = (value: number): number =>
    EDGE.left + ((Math.log10(value) - low) / (high - low || 1)) * (WIDTH - EDGE.left - EDGE.right);
  const down = (value: number): number =>
    HEIGHT - EDGE.bottom - (value / top) * (HEIGHT - EDGE.top - EDGE.bottom);
  const text = (at: [number, number], words: string, more = ''): string =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" ${more}>${words}</text>`;
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const y = down(share * top);
    return (
      `<path d="M${EDGE.left} ${y.toFixed(1)}H${WIDTH - EDGE.right}" stroke="#ddd"/>` +
      text([EDGE.left - 6, y + 4], String(share * top), 'text-anchor="end"')
    );
  });
  const marks = [...new Set(points.map(([value]) => value))].map((value) =>
    text([left(value), HEIGHT - EDGE.bottom + 16], value.toLocaleString('en'), 'text-anchor="middle"'),
  );
  const curves = lines.map(({ name, points: own }, index) => {
    const colour = COLOURS[index % COLOURS.length]!;
    const path = own.map(
      ([px, py], step) => `${step ? 'L' : 'M'}${left(px).toFixed(1)} ${down(py).toFixed(1)}`,
    );
    return (
      `<path d="${path.join('')}" fill="none" stroke="${colour}" stroke-width="2"/>` +
      text([EDGE.left + 8 + index * 130, EDGE.top - 2], name, `fill="${colour}"`)
    );
  });
  const heading = text([EDGE.left, 14], title, 'font-weight="bold"');
  const axis = text([WIDTH / 2, HEIGHT - 6], x, 'text-anchor="middle"');
  return [heading, ...grid, ...marks, ...curves, axis].join('\n');
}

/** 1, 2, 4 or 8 times a power of ten, at least `value`: quarters of it are short numbers. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  return ([1, 2, 4, 8].find((times) => times * power >= value) ?? 10) * power;
}
