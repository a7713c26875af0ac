/**
 * The gate: one pass over the text that proves it is a single element, well-formed and within RFC 6120's subset, before
 * the tree builder sees it. The builder checks almost nothing; whatever passes here it can only read in one way.
 *
 * It leaves a trace: where every name, value and text stands. The builder's tree is held against it afterwards, and a
 * fault found then still has its place. Namespaces are not known here; names are looked at as written.
 *
 * Linear: the offset only grows, and searches for `]]>` and `&` remember their last hit. (Searching `]]>` anew from
 * every piece of text made 224 kB of `<a/>x<a/>x` take six seconds.)
 *
 * Spec: XML 1.0 (fifth edition) #sec-well-formed; Namespaces in XML 1.0 #ns-qualnames; RFC 6120 #11.1.
 */
import type { XmlLimits } from '../base/limits.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { xmlFault } from './fault.ts';
import type { XmlFault, XmlFaultRule } from './fault.ts';
import { COLON, endOfNcName, indexOfIllegalCharacter, isDisguisedWhiteSpace, isWhiteSpace } from './names.ts';
import { readReference } from './references.ts';
import { TRACE_CDATA, TRACE_END, TRACE_TEXT } from './trace.ts';
import type { Trace } from './trace.ts';

const LESS_THAN = 0x3c;
const GREATER_THAN = 0x3e;
const SLASH = 0x2f;
const EXCLAMATION_MARK = 0x21;
const QUESTION_MARK = 0x3f;
const EQUALS = 0x3d;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

const CDATA_START = '<![CDATA[';
const CDATA_END = ']]>';
/** What can end a name in markup, rightly or not; the empty string is the end of the text. */
const BREAKS: ReadonlySet<string> = new Set(['', ' ', '\t', '\n', '\r', '<', '>', '/', '=', '"', "'", '&']);

/**
 * The trace of a document that may go to the tree builder, or the first rule it breaks. `text` has its line ends
 * normalised.
 */
export function passGate(text: string, limits: XmlLimits): Result<Trace, XmlFault> {
  const illegal = indexOfIllegalCharacter(text);
  if (illegal !== -1) return err(xmlFault('illegalCharacter', illegal));
  const gate = new Gate(text, limits);
  const fault = gate.run();
  if (fault !== undefined) return err(fault);
  const isVerbatim = !['&', '\t', '\n'].some((character) => text.includes(character));
  return ok({ isVerbatim, strings: gate.strings, offsets: gate.offsets });
}

/** One run over one text. Steps return undefined where all is well, so that the run stops at the first fault. */
class Gate {
  readonly strings: string[] = [];
  readonly offsets: number[] = [];
  readonly #text: string;
  readonly #limits: XmlLimits;
  /** The names of the open elements, the innermost last. */
  readonly #open: string[] = [];
  /** Where the next token begins. */
  #at = 0;
  #elements = 0;
  #nextTag = -1;
  #nextAmpersand = -1;
  #nextCdataEnd = -1;

  constructor(text: string, limits: XmlLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  run(): XmlFault | undefined {
    const { length } = this.#text;
    while (this.#at < length) {
      const fault = this.#readToken();
      if (fault !== undefined) return fault;
    }
    if (this.#elements === 0) return xmlFault('noRoot', length);
    return this.#open.length === 0 ? undefined : xmlFault('unclosedElement', length);
  }

  #readToken(): XmlFault | undefined {
    if (this.#text.charCodeAt(this.#at) !== LESS_THAN) return this.#readText();
    switch (this.#text.charCodeAt(this.#at + 1)) {
      case SLASH:
        return this.#readEndTag();
      case EXCLAMATION_MARK:
        return this.#readDeclaration();
      case QUESTION_MARK:
        return xmlFault('processingInstruction', this.#at);
      default:
        return this.#readStartTag();
    }
  }

  #readText(): XmlFault | undefined {
    const start = this.#at;
    if (this.#nextTag < start) this.#nextTag = this.#find('<', start);
    const end = this.#nextTag;
    this.#at = end;
    if (this.#open.length === 0) {
      const offset = endOfWhiteSpace(this.#text, start);
      return offset === end ? undefined : xmlFault('textOutsideRoot', offset);
    }
    if (this.#nextCdataEnd < start) this.#nextCdataEnd = this.#find(CDATA_END, start);
    if (this.#nextCdataEnd < end) return xmlFault('cdataEndInText', this.#nextCdataEnd);
    this.strings.push(this.#text.slice(start, end));
    this.offsets.push(TRACE_TEXT, start);
    return this.#checkReferences(start, end);
  }

  /** RFC 6120 #11.1 leaves nothing of `<!` but CDATA sections. */
  #readDeclaration(): XmlFault | undefined {
    const start = this.#at;
    if (this.#text.startsWith('<!--', start)) return xmlFault('comment', start);
    if (this.#text.startsWith('<!DOCTYPE', start)) return xmlFault('documentType', start);
    if (!this.#text.startsWith(CDATA_START, start)) return xmlFault('badMarkup', start);
    if (this.#open.length === 0) return xmlFault('textOutsideRoot', start);
    const contentStart = start + CDATA_START.length;
    const end = this.#find(CDATA_END, contentStart);
    if (end === this.#text.length) return xmlFault('unclosedCdata', start);
    this.strings.push(this.#text.slice(contentStart, end));
    this.offsets.push(TRACE_CDATA, contentStart);
    this.#at = end + CDATA_END.length;
    return undefined;
  }

  #readEndTag(): XmlFault | undefined {
    const start = this.#at;
    const expected = this.#open.pop();
    if (expected === undefined) return xmlFault('mismatchedEndTag', start);
    const nameStart = start + 2;
    const nameEnd = nameStart + expected.length;
    const end = endOfWhiteSpace(this.#text, nameEnd);
    const isExpected = this.#text.slice(nameStart, nameEnd) === expected;
    if (!isExpected || this.#text.charCodeAt(end) !== GREATER_THAN) return this.#faultOfEndTag(nameStart);
    this.offsets.push(TRACE_END);
    this.#at = end + 1;
    return undefined;
  }

  /** An end tag that is not the expected one: is it another one, or none at all? */
  #faultOfEndTag(start: number): XmlFault {
    const nameEnd = this.#readName(start);
    if (typeof nameEnd !== 'number') return nameEnd;
    if (nameEnd === start) return this.#faultOfBreak('badEndTag', start);
    const end = endOfWhiteSpace(this.#text, nameEnd);
    if (this.#text.charCodeAt(end) !== GREATER_THAN) return this.#faultAfterName('badEndTag', nameEnd, end);
    return xmlFault('mismatchedEndTag', start - 2);
  }

  #readStartTag(): XmlFault | undefined {
    const start = this.#at;
    if (this.#open.length === 0 && this.#elements > 0) return xmlFault('secondRoot', start);
    const nameStart = start + 1;
    const nameEnd = this.#readName(nameStart);
    if (typeof nameEnd !== 'number') return nameEnd;
    if (nameEnd === nameStart) return this.#faultOfBreak('badStartTag', nameStart);
    this.#elements += 1;
    if (this.#elements > this.#limits.elements) return xmlFault('tooManyElements', start);
    if (this.#open.length >= this.#limits.depth) return xmlFault('tooDeep', start);
    const name = this.#text.slice(nameStart, nameEnd);
    this.strings.push(name);
    const countAt = this.offsets.push(nameStart, 0) - 1;
    this.#at = nameEnd;
    const fault = this.#readAttributes(countAt);
    if (fault !== undefined) return fault;
    if (this.#text.charCodeAt(this.#at) === SLASH) {
      this.#at += 1;
      if (this.#text.charCodeAt(this.#at) !== GREATER_THAN) return xmlFault('badStartTag', this.#at);
      this.offsets.push(TRACE_END);
    } else {
      this.#open.push(name);
    }
    this.#at += 1;
    return undefined;
  }

  /** Up to the `>` or `/` that ends the tag. `countAt` is where the trace keeps the number of attributes. */
  #readAttributes(countAt: number): XmlFault | undefined {
    const text = this.#text;
    const first = this.strings.length;
    for (let count = 0; ; count += 1) {
      const start = endOfWhiteSpace(text, this.#at);
      const code = text.charCodeAt(start);
      if (code === GREATER_THAN || code === SLASH) {
        this.#at = start;
        this.offsets[countAt] = count;
        return undefined;
      }
      // The character that ends a name is the name's fault; one that follows a value lacks the space before it.
      if (start === this.#at) {
        return count === 0 ? this.#faultOfBreak('badStartTag', start) : xmlFault('badAttribute', start);
      }
      if (count >= this.#limits.attributes) return xmlFault('tooManyAttributes', start);
      const nameEnd = this.#readName(start);
      if (typeof nameEnd !== 'number') return nameEnd;
      if (nameEnd === start) return this.#faultOfBreak('badAttribute', start);
      const name = text.slice(start, nameEnd);
      if (this.#isRepeated(name, first)) return xmlFault('duplicateAttribute', start);
      this.strings.push(name);
      this.offsets.push(start);
      const fault = this.#readValue(nameEnd);
      if (fault !== undefined) return fault;
    }
  }

  /** Compares with each attribute before it in the tag; the limit on attributes keeps that a constant. */
  #isRepeated(name: string, first: number): boolean {
    for (let index = first; index < this.strings.length; index += 2) {
      if (this.strings[index] === name) return true;
    }
    return false;
  }

  /** From the end of an attribute's name to the end of its value. */
  #readValue(nameEnd: number): XmlFault | undefined {
    const text = this.#text;
    const equals = endOfWhiteSpace(text, nameEnd);
    if (text.charCodeAt(equals) !== EQUALS) return this.#faultAfterName('badAttribute', nameEnd, equals);
    const quote = endOfWhiteSpace(text, equals + 1);
    const code = text.charCodeAt(quote);
    if (code !== DOUBLE_QUOTE && code !== SINGLE_QUOTE) return xmlFault('badAttribute', quote);
    const start = quote + 1;
    const end = this.#find(code === DOUBLE_QUOTE ? '"' : "'", start);
    if (this.#nextTag < start) this.#nextTag = this.#find('<', start);
    if (this.#nextTag < end) return xmlFault('lessThanInValue', this.#nextTag);
    if (end === text.length) return xmlFault('badAttribute', quote);
    if (end - start > this.#limits.valueCharacters) return xmlFault('valueTooLong', start);
    this.strings.push(text.slice(start, end));
    this.#at = end + 1;
    return this.#checkReferences(start, end);
  }

  /** The end of the qualified name at `start`, or `start` where there is none; names of wrong make are faults. */
  #readName(start: number): number | XmlFault {
    const text = this.#text;
    let end = endOfNcName(text, start);
    let isQualified = true;
    if (text.charCodeAt(end) === COLON) {
      if (end === start) return xmlFault('notQualifiedName', start);
      const local = end + 1;
      end = endOfNcName(text, local);
      isQualified = end > local && text.charCodeAt(end) !== COLON;
    }
    if (isDisguisedWhiteSpace(text.charCodeAt(end))) return xmlFault('whiteSpaceInName', end);
    if (!isQualified) return xmlFault('notQualifiedName', end);
    return end - start > this.#limits.nameCharacters ? xmlFault('nameTooLong', start) : end;
  }

  /**
   * What stands where a name ends or should begin: markup is in the wrong place, any other character spoils the name.
   */
  #faultOfBreak(rule: XmlFaultRule, at: number): XmlFault {
    return xmlFault(BREAKS.has(this.#text.charAt(at)) ? rule : 'illegalName', at);
  }

  /** Something unwanted after a name: the fault is the name's where no white space comes between. */
  #faultAfterName(rule: XmlFaultRule, nameEnd: number, at: number): XmlFault {
    return at === nameEnd ? this.#faultOfBreak(rule, at) : xmlFault(rule, at);
  }

  /** Every `&` between the two offsets begins a reference that XML defines without a DTD. */
  #checkReferences(start: number, end: number): XmlFault | undefined {
    if (this.#nextAmpersand < start) this.#nextAmpersand = this.#find('&', start);
    while (this.#nextAmpersand < end) {
      const reference = readReference(this.#text, this.#nextAmpersand);
      if (reference.kind !== 'character') return xmlFault(reference.kind, this.#nextAmpersand);
      this.#nextAmpersand = this.#find('&', reference.end);
    }
    return undefined;
  }

  /** Like `indexOf`, but the end of the text where there is no hit: an offset that only grows needs no special case. */
  #find(wanted: string, from: number): number {
    const found = this.#text.indexOf(wanted, from);
    return found === -1 ? this.#text.length : found;
  }
}

function endOfWhiteSpace(text: string, start: number): number {
  let end = start;
  while (isWhiteSpace(text.charCodeAt(end))) end += 1;
  return end;
}
