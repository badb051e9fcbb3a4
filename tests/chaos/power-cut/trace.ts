/** One thing that a process did to a file or folder; paths are below the traced folder. */
export type Operation =
  | { op: 'write'; path: string; offset: number; data: Buffer }
  | { op: 'truncate'; path: string; size: number }
  | { op: 'syncBegin' | 'syncEnd'; path: string; number: number }
  | { op: 'create' | 'unlink' | 'mkdir'; path: string }
  | { op: 'rename'; path: string; to: string };

const HEADER_BYTES = 25;

/** Reads what `shim.c` has written down; a last record that the kill has cut off is left out. */
export function readTrace(trace: Buffer): Operation[] {
  const operations: Operation[] = [];
  for (let at = 0; at + HEADER_BYTES <= trace.length;) {
    const pathLength = trace.readUInt32LE(at + 5);
    const dataLength = Number(trace.readBigUInt64LE(at + 17));
    const pathEnd = at + HEADER_BYTES + pathLength;
    const end = pathEnd + dataLength;
    if (end > trace.length) break;
    const path = trace.toString('utf8', at + HEADER_BYTES, pathEnd);
    const number = trace.readUInt32LE(at + 1);
    const offset = Number(trace.readBigInt64LE(at + 9));
    operations.push(
      operationOf(String.fromCharCode(trace[at]!), path, number, offset, trace.subarray(pathEnd, end)),
    );
    at = end;
  }
  return operations;
}

function operationOf(code: string, path: string, number: number, offset: number, data: Buffer): Operation {
  switch (code) {
    case 'w':
      return { op: 'write', path, offset, data };
    case 't':
      return { op: 'truncate', path, size: offset };
    case 'b':
      return { op: 'syncBegin', path, number };
    case 'e':
      return { op: 'syncEnd', path, number };
    case 'c':
      return { op: 'create', path };
    case 'u':
      return { op: 'unlink', path };
    case 'd':
      return { op: 'mkdir', path };
    case 'r':
      return { op: 'rename', path, to: data.toString('utf8') };
    default:
      throw new Error(`an operation called ${code} in the trace`);
  }
}
