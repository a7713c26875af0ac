/** All cases, in the order of the files beside this one. */
import { ATTRIBUTE_CASES } from './attributes.ts';
import type { XmlCase } from './case.ts';
import { CHARACTER_CASES } from './characters.ts';
import { LIMIT_CASES } from './limits.ts';
import { NAME_CASES } from './names.ts';
import { NAMESPACE_CASES } from './namespaces.ts';
import { RESTRICTION_CASES } from './restrictions.ts';
import { STRUCTURE_CASES } from './structure.ts';

export const XML_CASES: readonly XmlCase[] = [
  ...STRUCTURE_CASES,
  ...ATTRIBUTE_CASES,
  ...CHARACTER_CASES,
  ...NAME_CASES,
  ...NAMESPACE_CASES,
  ...RESTRICTION_CASES,
  ...LIMIT_CASES,
];
