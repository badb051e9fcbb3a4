/** One instruction of a Dockerfile, with continued lines joined. */
export interface Instruction {
  /** In capitals. */
  name: string;
  /** Everything after the name. */
  rest: string;
  /** Where it begins, from 1. */
  line: number;
}

/** `FROM` and what follows it. */
export interface Stage {
  /** The name after `AS`, or the number of the stage. */
  name: string;
  /** The image, or the name of an earlier stage. */
  base: string;
  instructions: readonly Instruction[];
}

/** The stages of a Dockerfile. Knows comments and continued lines, not heredocs. Throws where FROM is not first. */
export function parseDockerfile(text: string): Stage[] {
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const instruction of instructionsOf(text)) {
    if (instruction.name === 'FROM') {
      const [, base = '', name = String(stages.length)] =
        /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(instruction.rest) ?? [];
      stages.push({ name, base, instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (!stage) throw new Error(`line ${instruction.line}: ${instruction.name} before FROM`);
    stage.instructions.push(instruction);
  }
  return stages;
}

function instructionsOf(text: string): Instruction[] {
  const found: Instruction[] = [];
  let open: { text: string; line: number } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*#/.test(line) || (!open && line.trim() === '')) continue;
    const whole: { text: string; line: number } = {
      text: `${open?.text ?? ''}${line.replace(/\\\s*$/, ' ')}`,
      line: open?.line ?? index + 1,
    };
    open = /\\\s*$/.test(line) ? whole : undefined;
    if (open) continue;
    const [, name = '', rest = ''] = /^\s*(\w+)\s+(.*?)\s*$/s.exec(whole.text) ?? [];
    found.push({ name: name.toUpperCase(), rest: rest.replaceAll(/\s+/g, ' '), line: whole.line });
  }
  return found;
}

/** A command in the exec form, `["node", "x.js"]`. Throws on the shell form, which swallows signals. */
export function execForm(rest: string): string[] {
  const parsed: unknown = JSON.parse(rest);
  if (!Array.isArray(parsed) || !parsed.every((part) => typeof part === 'string')) {
    throw new Error(`not the exec form: ${rest}`);
  }
  return parsed;
}

/** `A=1 B=2` as pairs; values without spaces only. */
export function pairs(rest: string): Record<string, string> {
  return Object.fromEntries(
    rest.split(' ').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}
