/** An element as plain JSON, for whoever wants to see what this core reads in a text, and to compare it. */
import type { XmlElement } from '../../xml/element.ts';
import { expandedName } from '../../xml/read.ts';

/** Expanded name, attributes by expanded name, children in order. Declarations of namespaces are none of these. */
export type XmlTree = readonly [name: string, attributes: Readonly<Record<string, string>>, ...children: TreeNode[]];
type TreeNode = XmlTree | string;

export function treeOf({ namespace, name, attributes, children }: XmlElement): XmlTree {
  const nodes = children.map((child) => (typeof child === 'string' ? child : treeOf(child)));
  return [expandedName(namespace, name), Object.fromEntries(attributes), ...nodes];
}
