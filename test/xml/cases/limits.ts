/** Each bound of `XML_LIMITS`, met exactly and missed by one. */
import { XML_LIMITS } from '../../../src/base/limits.ts';
import { element, type XmlElement } from '../../../src/xml/element.ts';
import { reads, refuses, textInA, valueInA, type XmlCase } from './case.ts';

/** What is written in the middle of so many nested elements, and the tree of it. */
function nested(depth: number, inside: string): string {
  return '<a>'.repeat(depth) + inside + '</a>'.repeat(depth);
}
function nestedTree(depth: number): XmlElement {
  return depth === 1 ? element('', 'a') : element('', 'a', {}, [nestedTree(depth - 1)]);
}

function numbered(count: number, write: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => write(index)).join('');
}

const { attributes, characters, depth, elements, nameCharacters, namespaceDeclarations, valueCharacters } = XML_LIMITS;
const longest = 'n'.repeat(nameCharacters);
const attributeList = numbered(attributes, (index) => ` a${index}='${index}'`);
const longestNamespace = 'n'.repeat(XML_LIMITS.namespaceCharacters);
const declarationList = numbered(namespaceDeclarations, (index) => ` xmlns:p${index}='u${index}'`);
const fullText = 'x'.repeat(characters - '<a></a>'.length);

export const LIMIT_CASES: readonly XmlCase[] = [
  reads('XmlLimits.characters', `<a>${fullText}</a>`, textInA(fullText)),
  refuses('XmlLimits.characters', `<a>${fullText}</a>¦ `, 'tooManyCharacters'),
  refuses('XmlLimits.characters: nothing else is looked at', `${'\0'.repeat(characters)}¦\0`, 'tooManyCharacters'),
  refuses(
    'XmlLimits.characters: counted before line ends',
    `<a/>${'\r\n'.repeat(characters / 2 - 2)}¦\r\n`,
    'tooManyCharacters',
  ),
  reads('XmlLimits.depth', nested(depth, ''), nestedTree(depth)),
  refuses('XmlLimits.depth', nested(depth, '¦<a></a>'), 'tooDeep'),
  refuses('XmlLimits.depth: by an empty element', nested(depth, '¦<a/>'), 'tooDeep'),
  refuses('XmlLimits.depth: never closed', `${'<a>'.repeat(depth)}¦<a>`, 'tooDeep'),
  reads(
    'XmlLimits.elements',
    `<a>${'<b/>'.repeat(elements - 1)}</a>`,
    element(
      '',
      'a',
      {},
      Array.from({ length: elements - 1 }, () => element('', 'b')),
    ),
  ),
  refuses('XmlLimits.elements', `<a>${'<b/>'.repeat(elements - 1)}¦<b/></a>`, 'tooManyElements'),
  reads(
    'XmlLimits.attributes',
    `<a${attributeList}/>`,
    element('', 'a', Object.fromEntries(Array.from({ length: attributes }, (_, index) => [`a${index}`, `${index}`]))),
  ),
  refuses('XmlLimits.attributes', `<a${attributeList} ¦b='1'/>`, 'tooManyAttributes'),
  refuses('XmlLimits.attributes: declarations count', `<a${attributeList} ¦xmlns='u'/>`, 'tooManyAttributes'),
  reads('XmlLimits.namespaceDeclarations', `<a${declarationList}/>`, element('', 'a')),
  refuses('XmlLimits.namespaceDeclarations', `<a${declarationList} ¦xmlns='u'/>`, 'tooManyDeclarations'),
  reads('XmlLimits.nameCharacters', `<${longest}/>`, element('', longest)),
  refuses('XmlLimits.nameCharacters', `<¦${longest}n/>`, 'nameTooLong'),
  refuses('XmlLimits.nameCharacters: of an attribute', `<a ¦${longest}n='1'/>`, 'nameTooLong'),
  refuses('XmlLimits.nameCharacters: with its prefix', `<a ¦p:${longest}='1'/>`, 'nameTooLong'),
  refuses('XmlLimits.nameCharacters: of an end tag', `<a></¦${longest}n>`, 'nameTooLong'),
  reads('XmlLimits.valueCharacters', `<a b='${'v'.repeat(valueCharacters)}'/>`, valueInA('v'.repeat(valueCharacters))),
  refuses('XmlLimits.valueCharacters', `<a b='¦${'v'.repeat(valueCharacters + 1)}'/>`, 'valueTooLong'),
  reads('XmlLimits.namespaceCharacters', `<a xmlns='${longestNamespace}'/>`, element(longestNamespace, 'a')),
  refuses('XmlLimits.namespaceCharacters', `<a ¦xmlns='${longestNamespace}n'/>`, 'namespaceTooLong'),
  refuses(
    'XmlLimits.namespaceCharacters: of a prefix',
    `<a b='1' ¦xmlns:p='${longestNamespace}n'/>`,
    'namespaceTooLong',
  ),
  refuses(
    'XmlLimits.valueCharacters: of a namespace',
    `<a xmlns='¦${'v'.repeat(valueCharacters + 1)}'/>`,
    'valueTooLong',
  ),
];
