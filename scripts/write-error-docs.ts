import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS, type ErrorCode } from '../src/errors';
import { STATUS } from '../src/http/status';

// Writes docs/errors.md from the registry: `npx tsx scripts/write-error-docs.ts`.
const codes = Object.keys(ERRORS) as ErrorCode[];
const table = codes.map(
  (code) => `| \`${code}\` | ${STATUS[code]} | ${ERRORS[code][0]} | ${ERRORS[code][1]} |`,
);
const text = `# Errors

Every refusal has a stable code. HTTP answers \`{"error": {"code", "message"}}\` with the status of the table, socket
events acknowledge \`{"ok": false, "error": {"code", "message"}}\`, and commands print the code on standard error. The
message is in the reader's language and safe to show.

| code | HTTP | 中文 | English |
| --- | --- | --- | --- |
${table.join('\n')}
`;
writeFileSync(join(__dirname, '../docs/errors.md'), text);
