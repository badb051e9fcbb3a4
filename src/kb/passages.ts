import type { Passage } from './article';
import { blocksOf } from './plain-text';

/** An article's body as plain text: the answer that stands alone, and the sections behind it. */
export interface Passages {
  answer: string;
  sections: Passage[];
}

/**
 * Splits a Markdown body. The first paragraph is the answer (or the whole first block, be it a list or a table);
 * every heading of level 1 or 2 opens a section. Text between the answer and the first heading is a section
 * without a heading. A body that opens with a heading answers with its first section.
 */
export function passagesOf(body: string): Passages {
  const [first, ...rest] = blocksOf(body);
  if (!first) return { answer: '', sections: [] };
  const sections: Passage[] = [];
  let current: { heading: string; lines: string[] } = { heading: '', lines: [] };
  const close = () => {
    if (current.lines.length > 0) sections.push({ heading: current.heading, text: current.lines.join('\n') });
  };
  const startsWithHeading = first.level === 1 || first.level === 2;
  for (const block of startsWithHeading ? [first, ...rest] : rest) {
    if (block.level === 1 || block.level === 2) {
      close();
      current = { heading: block.text, lines: [] };
    } else current.lines.push(block.text);
  }
  close();
  if (!startsWithHeading) return { answer: first.text, sections };
  const [answer, ...others] = sections;
  return answer ? { answer: answer.text, sections: others } : { answer: first.text, sections: [] };
}
