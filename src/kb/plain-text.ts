import MarkdownIt from 'markdown-it';

type Token = MarkdownIt.Token;

const markdown = new MarkdownIt({ html: false, linkify: false });

/** Markdown as blocks, each with its plain text and its source level: a heading's is 1-6, other blocks have 0. */
export interface Block {
  level: number;
  text: string;
}

/**
 * The top-level blocks of a Markdown text as a chat bubble can show them: a list as lines with `• ` or `1. `,
 * a table row as `500M：包月 80元，包年 880元`, a link with its address behind it.
 */
export function blocksOf(source: string): Block[] {
  const tokens = markdown.parse(source, {});
  const blocks: Block[] = [];
  for (let at = 0; at < tokens.length;) {
    const end = endOfBlock(tokens, at);
    const token = tokens[at]!;
    const text = linesOf(tokens.slice(at, end)).join('\n').trim();
    if (text) blocks.push({ level: token.type === 'heading_open' ? Number(token.tag.slice(1)) : 0, text });
    at = end;
  }
  return blocks;
}

function endOfBlock(tokens: Token[], start: number): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    depth += tokens[at]!.nesting;
    if (depth === 0) return at + 1;
  }
  return tokens.length;
}

function linesOf(tokens: Token[]): string[] {
  const lines: string[] = [];
  const lists: { next: number | undefined }[] = [];
  let mark = '';
  let row: string[] | undefined;
  let header: string[] = [];
  for (const token of tokens) {
    switch (token.type) {
      case 'bullet_list_open':
        lists.push({ next: undefined });
        break;
      case 'ordered_list_open':
        lists.push({ next: Number(token.attrGet('start') ?? 1) });
        break;
      case 'bullet_list_close':
      case 'ordered_list_close':
        lists.pop();
        break;
      case 'list_item_open': {
        const list = lists.at(-1)!;
        mark = list.next === undefined ? '• ' : `${list.next++}. `;
        break;
      }
      case 'tr_open':
        row = [];
        break;
      case 'tr_close':
        if (header.length === 0) header = row ?? [];
        else lines.push(rowText(header, row ?? []));
        row = undefined;
        break;
      case 'inline':
        if (row) row.push(inlineText(token));
        else {
          const indent = '  '.repeat(Math.max(0, lists.length - 1));
          lines.push(
            ...inlineText(token)
              .split('\n')
              .map((line, i) => indent + (i === 0 ? mark : '') + line),
          );
          mark = '';
        }
        break;
      case 'fence':
      case 'code_block':
        lines.push(...token.content.trimEnd().split('\n'));
        break;
      default:
    }
  }
  // A table of only a header has no row to carry it.
  if (lines.length === 0 && header.length > 0) lines.push(header.join('，'));
  return lines;
}

function rowText(header: readonly string[], cells: readonly string[]): string {
  const [first = '', ...rest] = cells;
  const named = rest
    .map((cell, i) => (rest.length > 1 && header[i + 1] && cell ? `${header[i + 1]} ${cell}` : cell))
    .filter((cell) => cell !== '');
  return named.length > 0 ? `${first}：${named.join('，')}` : first;
}

function inlineText(token: Token): string {
  let text = '';
  let href = '';
  let linkStart = 0;
  for (const child of token.children ?? []) {
    switch (child.type) {
      case 'text':
      case 'code_inline':
      case 'image':
        text += child.content;
        break;
      case 'softbreak':
        // Chinese lines join without a space, Latin ones with one.
        text += /[\w.,;:!?]$/.test(text) ? ' ' : '';
        break;
      case 'hardbreak':
        text += '\n';
        break;
      case 'link_open':
        href = String(child.attrGet('href') ?? '');
        linkStart = text.length;
        break;
      case 'link_close':
        if (href && !text.slice(linkStart).includes(href)) text += `（${href}）`;
        break;
      default:
    }
  }
  return text.trim();
}
