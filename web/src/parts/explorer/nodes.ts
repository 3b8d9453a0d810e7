// The explorer's tree: databases, schemas, kinds, objects, columns; each asked for when it is opened.
import { reactive } from 'vue';
import { type DatabaseObject, columns, databases, objects, schemas } from '../../api/tree';
import { asCount } from '../quantities';
import { type Target, hasRows, kindWords } from './sql';

export interface TreeNode {
  id: string;
  level: number; // From 1.
  icon: string; // A kind of object, 'folder' or 'column'.
  label: string;
  detail: string; // Shown behind the label.
  parent: TreeNode | null;
  target: Target | null; // What the details show of it; a kind's folder has none.
  canOpen: boolean;
  isOpen: boolean;
  isLoading: boolean;
  problem: string;
  children: TreeNode[] | null; // null: not asked for.
}

type Given = Partial<TreeNode> & Pick<TreeNode, 'icon' | 'label'>;

function node(parent: TreeNode | null, id: string, given: Given): TreeNode {
  return reactive({
    id: parent ? `${parent.id}/${encodeURIComponent(id)}` : encodeURIComponent(id),
    level: parent ? parent.level + 1 : 1,
    detail: '', target: null, canOpen: false, isOpen: false, isLoading: false, problem: '', children: null, parent,
    ...given,
  });
}

/* ---- what is in each ---- */

async function databaseNodes(): Promise<TreeNode[]> {
  return (await databases()).map(({ name }) =>
    node(null, name, { icon: 'database', label: name, canOpen: true, target: { kind: 'database', database: name } }));
}

async function schemaNodes(parent: TreeNode): Promise<TreeNode[]> {
  const { database } = parent.target!;
  return (await schemas(database)).map(({ name }) =>
    node(parent, name, { icon: 'schema', label: name, canOpen: true, target: { kind: 'schema', database, schema: name } }));
}

function objectNode(parent: TreeNode, schema: Target, object: DatabaseObject): TreeNode {
  return node(parent, object.name + (object.signature ?? ''), {
    icon: object.kind,
    label: object.name + (object.signature ?? ''),
    detail: object.rows === null ? '' : asCount(object.rows),
    canOpen: hasRows(object.kind),
    target: { ...schema, kind: object.kind, name: object.name, signature: object.signature ?? undefined },
  });
}

// A folder for each kind, in the order in which the server names them.
async function kindNodes(parent: TreeNode): Promise<TreeNode[]> {
  const schema = parent.target!;
  const byKind = new Map<string, DatabaseObject[]>();

  for (const object of await objects(schema.database, schema.schema!)) {
    const same = byKind.get(object.kind);
    if (same) same.push(object);
    else byKind.set(object.kind, [object]);
  }
  return [...byKind].map(([kind, found]) => {
    const folder = node(parent, kind, { icon: 'folder', label: kindWords(kind).title, detail: asCount(found.length), canOpen: true });
    folder.children = found.map((object) => objectNode(folder, schema, object));
    return folder;
  });
}

async function columnNodes(parent: TreeNode): Promise<TreeNode[]> {
  const { database, schema, name } = parent.target!;
  return (await columns(database, schema!, name!)).map((column) =>
    node(parent, column.name, { icon: 'column', label: column.name, detail: column.type }));
}

function childrenOf(parent: TreeNode): Promise<TreeNode[]> {
  if (parent.icon === 'database') return schemaNodes(parent);
  if (parent.icon === 'schema') return kindNodes(parent);
  return columnNodes(parent);
}

/* ---- the tree ---- */

export interface Tree {
  roots: TreeNode[] | null;
  problem: string;
  active: TreeNode | null; // Where the keys go on from.
}

export const newTree = (): Tree => reactive({ roots: null, problem: '', active: null });

export function allOf(nodes: TreeNode[] | null, found: TreeNode[] = []): TreeNode[] {
  for (const one of nodes ?? []) {
    found.push(one);
    if (one.isOpen) allOf(one.children, found);
  }
  return found;
}

// What was open stays so, with what is in it now.
async function carryOn(before: TreeNode[] | null, now: TreeNode[]): Promise<void> {
  const known = new Map((before ?? []).map((one) => [one.id, one]));

  for (const one of now) {
    const old = known.get(one.id);
    if (!old?.isOpen) continue;
    one.isOpen = true;
    if (one.children) await carryOn(old.children, one.children);
    else await load(one, old.children);
  }
}

async function load(parent: TreeNode, before: TreeNode[] | null): Promise<void> {
  parent.isLoading = true;
  parent.problem = '';
  try {
    const now = await childrenOf(parent);
    await carryOn(before, now);
    parent.children = now;
  } catch (error) {
    parent.problem = (error as Error).message;
  }
  parent.isLoading = false;
}

export async function open(one: TreeNode): Promise<void> {
  if (!one.canOpen) return;
  one.isOpen = true;
  if (!one.children && !one.isLoading) await load(one, null);
}

export function close(one: TreeNode) {
  one.isOpen = false;
}

// Of the whole tree; a node that is active stays so where it is still there.
export async function refresh(tree: Tree): Promise<void> {
  try {
    const now = await databaseNodes();
    await carryOn(tree.roots, now);
    tree.roots = now;
    tree.problem = '';
    tree.active = allOf(now).find(({ id }) => id === tree.active?.id) ?? null;
  } catch (error) {
    tree.problem = (error as Error).message;
  }
}

// Opens the way to what is shown, and makes it the active node; null: it is not there.
export async function reveal(tree: Tree, target: Target): Promise<TreeNode | null> {
  if (!tree.roots) await refresh(tree);
  let found = tree.roots?.find(({ label }) => label === target.database) ?? null;

  if (found && target.schema !== undefined) {
    await open(found);
    found = found.children?.find(({ label }) => label === target.schema) ?? null;
  }
  if (found && target.name !== undefined) {
    await open(found);
    const folder = found.children?.find(({ children }) => children?.some((one) => one.target!.kind === target.kind)) ?? null;
    if (folder) await open(folder);
    found = folder?.children?.find((one) => one.label === target.name! + (target.signature ?? '')) ?? null;
  }
  if (found) tree.active = found;
  return found;
}
