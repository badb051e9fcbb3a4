import { DiskFile, type Survival } from './disk-file';
import type { Operation } from './trace';

type Node = DiskFile | Folder;
/** New meaning of one or two names (a rename), together; undefined is none. */
type Change = readonly (readonly [name: string, node: Node | undefined])[];

/** A folder: its entries are durable only once the folder itself has been synced. */
class Folder {
  readonly kind = 'folder';
  readonly entries = new Map<string, Node>();
  readonly durable = new Map<string, Node>();
  private pending: Change[] = [];
  private settled = 0;

  change(...change: Change): void {
    apply(this.entries, change);
    this.pending.push(change);
  }

  get changes(): number {
    return this.settled + this.pending.length;
  }

  sync(changes: number): void {
    for (const change of this.pending.splice(0, Math.max(0, changes - this.settled))) {
      apply(this.durable, change);
      this.settled += 1;
    }
  }

  /** Entries after a power cut: file systems keep a journal of names, so that some first changes survive. */
  after({ mode, random }: Survival): Map<string, Node> {
    const left = new Map(this.durable);
    const survivors = { nothing: 0, some: random.between(0, this.pending.length), all: this.pending.length }[
      mode
    ];
    for (const change of this.pending.slice(0, survivors)) apply(left, change);
    return left;
  }
}

function apply(entries: Map<string, Node>, change: Change): void {
  for (const [name, node] of change) {
    if (node) entries.set(name, node);
    else entries.delete(name);
  }
}

/**
 * A disk below one folder, by what a process did to it. It promises no more than POSIX does: bytes of a file are durable
 * when a sync of that file has ended that began after the write, names when the same holds for their folder.
 */
export class Disk {
  private readonly root = new Folder();
  private readonly syncs = new Map<number, { node: Node; changes: number }>();

  apply(operation: Operation): void {
    const { path } = operation;
    switch (operation.op) {
      case 'write':
        this.file(path)?.write(operation.offset, operation.data);
        return;
      case 'truncate':
        this.file(path)?.truncate(operation.size);
        return;
      case 'create':
        this.enter(path, new DiskFile());
        return;
      case 'mkdir':
        this.enter(path, new Folder());
        return;
      case 'unlink':
        this.enter(path, undefined);
        return;
      case 'rename':
        this.rename(path, operation.to);
        return;
      case 'syncBegin': {
        const node = this.find(path);
        if (node) this.syncs.set(operation.number, { node, changes: node.changes });
        return;
      }
      case 'syncEnd': {
        const sync = this.syncs.get(operation.number);
        sync?.node.sync(sync.changes);
        this.syncs.delete(operation.number);
        return;
      }
      default:
        operation satisfies never;
    }
  }

  /** The files that would be found after a power cut now, by path. */
  after(survival: Survival): Map<string, Buffer> {
    const files = new Map<string, Buffer>();
    const visit = (folder: Folder, prefix: string): void => {
      for (const [name, node] of folder.after(survival)) {
        if (node instanceof Folder) visit(node, `${prefix}${name}/`);
        // A memory map of one run: what a restart finds in it counts for nothing.
        else if (!name.endsWith('-shm')) files.set(prefix + name, node.after(survival));
      }
    };
    visit(this.root, '');
    return files;
  }

  private file(path: string): DiskFile | undefined {
    const node = this.find(path);
    return node instanceof DiskFile ? node : undefined;
  }

  private find(path: string): Node | undefined {
    let node: Node | undefined = this.root;
    for (const name of path.split('/').filter(Boolean)) {
      if (!(node instanceof Folder)) return undefined;
      node = node.entries.get(name);
    }
    return node;
  }

  private parent(path: string): { folder: Folder; name: string } {
    const at = path.lastIndexOf('/');
    const folder = this.find(path.slice(0, Math.max(0, at)));
    if (!(folder instanceof Folder)) throw new Error(`the trace has no folder of ${path}`);
    return { folder, name: path.slice(at + 1) };
  }

  private enter(path: string, node: Node | undefined): void {
    const { folder, name } = this.parent(path);
    folder.change([name, node]);
  }

  private rename(from: string, to: string): void {
    const [before, after] = [this.parent(from), this.parent(to)];
    const node = before.folder.entries.get(before.name);
    if (before.folder !== after.folder) throw new Error(`a rename across folders: ${from} to ${to}`);
    before.folder.change([before.name, undefined], [after.name, node]);
  }
}
