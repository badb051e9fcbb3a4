import type { Token } from './numeral-token';

/** The value of a well-formed number; estimates (两三百, 十几) take their base. */
export function evaluate(tokens: readonly Token[]): number {
  const point = tokens.findIndex((token) => token.kind === 'point');
  if (point === -1) return exact(evaluateWhole(tokens));
  let fraction = 0;
  let scale = 1;
  let factor = 1;
  for (const token of tokens.slice(point + 1)) {
    if (token.kind === 'digit') fraction += token.value * (scale /= 10);
    if (token.kind === 'unit') factor *= token.value;
  }
  return exact((evaluateWhole(tokens.slice(0, point)) + fraction) * factor);
}

function evaluateWhole(tokens: readonly Token[]): number {
  if (tokens.every((token) => token.kind === 'digit'))
    return evaluateSequence(tokens.map((token) => token.value));
  let hundredMillions = 0;
  let tenThousands = 0;
  let section = 0;
  let current: number | undefined;
  let lastUnit = 1;
  let afterZero = false;
  for (const token of tokens) {
    switch (token.kind) {
      case 'arabic':
        current = token.value;
        break;
      case 'digit':
        afterZero ||= token.value === 0;
        // The second of a pair (两三百) and the digit after a zero differ: the first keeps its base.
        if (current === undefined || current === 0) current = token.value;
        break;
      case 'some':
        if (current === undefined && section === 0 && tenThousands === 0 && hundredMillions === 0)
          current = 1;
        afterZero = true;
        break;
      case 'unit': {
        if (token.value < 1e4) section += (current || 1) * token.value;
        else if (token.value === 1e4) tenThousands = (tenThousands + section + (current ?? 0)) * 1e4;
        else hundredMillions += (tenThousands + section + (current ?? 0)) * 1e8;
        if (token.value >= 1e4) section = 0;
        if (token.value === 1e8) tenThousands = 0;
        current = undefined;
        lastUnit = token.value;
        afterZero = false;
        break;
      }
      case 'point':
        break;
    }
  }
  // 一百二 is 120, 一百零二 is 102.
  const short = current !== undefined && current < 10 && lastUnit >= 100 && !afterZero;
  return hundredMillions + tenThousands + section + (current ?? 0) * (short ? lastUnit / 10 : 1);
}

/** 六九一 is 691; two neighbours (两三, 三五) are an estimate and take the smaller. */
function evaluateSequence(digits: readonly number[]): number {
  const [first, second] = digits;
  if (digits.length === 2 && first! > 0 && (second === first! + 1 || (first === 3 && second === 5)))
    return first!;
  return Number(digits.join(''));
}

/** Takes the noise of binary fractions away: 4.78 × 10,000 is 47,800. */
function exact(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(15)) : value;
}
