/**
 * What a part of a call manager has in it, and what of that it writes into a snapshot. Pure, as syntax.ts is.
 *
 * Whoever adds a field to such a part adds it to its `write`, or says in kept-fields.test.ts why it need not be kept. A
 * field that is neither is lost in the next process, and nobody notices until a call there goes another way.
 */
import { parseSync } from 'vite';
import type { ProjectFile } from './project.ts';
import { childrenOf } from './syntax.ts';
import type { Node } from './syntax.ts';

/** One field of a class; `CallTimers#running` where it is private, `DataPlane.sessionId` where it is not. */
export interface FieldFact {
  readonly name: string;
  /** Whether the method that writes the class mentions it. */
  readonly isWritten: boolean;
}

/** A call manager's own is named for those who call it. */
const WRITERS = new Set(['write', 'snapshot']);

/** The fields of every class in a file. */
export function fieldsIn(file: ProjectFile): readonly FieldFact[] {
  const { program } = parseSync(file.path, file.text);
  return classesIn(program as unknown as Node).flatMap(fieldsOf);
}

function classesIn(node: Node): readonly Node[] {
  return [...(node.type === 'ClassDeclaration' ? [node] : []), ...childrenOf(node).flatMap(classesIn)];
}

function fieldsOf(declaration: Node): readonly FieldFact[] {
  const className = nameIn(declaration['id']);
  const members = childrenOf(declaration['body'] as Node);
  const written = new Set(
    members
      .filter((member) => member.type === 'MethodDefinition' && WRITERS.has(nameIn(member['key'])))
      .flatMap(mentionedIn),
  );
  return members
    .filter((member) => member.type === 'PropertyDefinition' && member['static'] !== true)
    .map((member) => {
      const name = nameIn(member['key']);
      return { name: `${className}${name.startsWith('#') ? name : `.${name}`}`, isWritten: written.has(name) };
    });
}

/** The own members that a piece of code asks for. */
function mentionedIn(node: Node): readonly string[] {
  const object = node['object'] as Node | undefined;
  const own = node.type === 'MemberExpression' && object?.type === 'ThisExpression' ? [nameIn(node['property'])] : [];
  return [...own, ...childrenOf(node).flatMap(mentionedIn)];
}

function nameIn(node: unknown): string {
  const { type, name } = node as { readonly type: string; readonly name: string };
  return type === 'PrivateIdentifier' ? `#${name}` : name;
}
