const REMOVED_WITH_CONTENT = /<(script|style|iframe|object|template|svg)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi;
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const LINE_BREAK = /<br\s*\/?>/gi;
// A tag's name ends in a space, a slash or `>`, so Markdown's `<https://…>` and `流量<5GB` stay.
const TAG = /<\/?[a-z][a-z0-9-]*(?:\s[^<>]*|\/)?>/gi;

/** Text without HTML: scripts and the like go with their content, other tags leave theirs behind. */
export function stripHtml(text: string): string {
  let current = text;
  for (;;) {
    const next = current
      .replace(COMMENT, '')
      .replace(REMOVED_WITH_CONTENT, '')
      .replace(LINE_BREAK, '\n')
      .replace(TAG, '');
    // Removing a tag can uncover another: `<scr<b>ipt>`.
    if (next === current) return next;
    current = next;
  }
}
