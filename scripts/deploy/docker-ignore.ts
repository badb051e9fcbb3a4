/** Whether a path of the context (with `/`, without a leading one) is kept out by the lines of a `.dockerignore`. */
export function ignoredBy(text: string): (path: string) => boolean {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ keep: line.startsWith('!'), pattern: toPattern(line.replace(/^!/, '')) }));
  // As Docker reads it: the last line that fits the path or a folder above it decides.
  return (path) =>
    rules.reduce((ignored, { keep, pattern }) => (pattern.test(path) ? !keep : ignored), false);
}

function toPattern(glob: string): RegExp {
  const body = glob
    .replace(/^\/|\/$/g, '')
    .split('**/')
    .map((part) =>
      part
        .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
        .replaceAll('**', '\0')
        .replaceAll('*', '[^/]*')
        .replaceAll('?', '[^/]')
        .replaceAll('\0', '.*'),
    )
    .join('(?:.*/)?');
  return new RegExp(`^${body}(?:/.*)?$`);
}
