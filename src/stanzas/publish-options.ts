/**
 * What a node has to be like for a publication to be taken: a data form of one value a field.
 *
 * Spec: XEP-0060 1.30.0 #publisher-publish-options, #owner-configure-process; XEP-0004 2.13.2 #protocol.
 */
import { PUBSUB_LIMITS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import {
  NS_DATA_FORMS,
  NS_PUBSUB,
  NS_PUBSUB_NODE_CONFIG,
  NS_PUBSUB_OWNER,
  NS_PUBSUB_PUBLISH_OPTIONS,
} from '../xml/namespaces.ts';
import { FORM_TYPE, writeDataForm } from './data-forms.ts';
import type { FormField } from './data-forms.ts';
import { duplicateIn, many, maybeOne, named, one, readChildren, readParts, required } from './fields.ts';
import { textReader } from './fields.ts';
import { freeText, oneOf } from './grammar.ts';
import type { Malformed } from './malformed.ts';

export type PublishOption = FormField;

/**
 * Anybody may read the node: who has no presence subscription must be able to call, too. XEP-0384 #usecases-announcing.
 */
export const OPEN_ACCESS: readonly PublishOption[] = [{ name: 'pubsub#access_model', value: 'open' }];

const optionText = freeText(PUBSUB_LIMITS.optionCharacters);
const fieldAttributes = { var: required(optionText) };
const fieldRules = { value: one(named(NS_DATA_FORMS, 'value'), textReader(optionText)) };
const formAttributes = { type: required(oneOf(['submit'])) };
const formRules = { fields: many(named(NS_DATA_FORMS, 'field'), readField, PUBSUB_LIMITS.publishOptions) };
const optionsRules = { form: one(named(NS_DATA_FORMS, 'x'), readForm) };

/** The options of a publication, if it has any. */
export const publishOptionsRule = maybeOne(named(NS_PUBSUB, 'publish-options'), readPublishOptions);

function readPublishOptions(options: XmlElement, path: string): Result<readonly PublishOption[], Malformed> {
  const children = readChildren(options, path, optionsRules);
  return children.ok ? ok(children.value.form) : children;
}

function readForm(form: XmlElement, path: string): Result<readonly PublishOption[], Malformed> {
  const parts = readParts(form, path, formAttributes, formRules);
  if (!parts.ok) return parts;
  const { fields } = parts.value;
  const duplicate = duplicateIn(
    fields.map(({ name }) => name),
    path,
    'field',
  );
  if (duplicate !== undefined) return err(duplicate);
  const formType = fields.find(({ name }) => name === FORM_TYPE);
  // XEP-0060 #publisher-publish-options: without it, the form would be about something else.
  if (formType?.value !== NS_PUBSUB_PUBLISH_OPTIONS) return err({ kind: 'badValue', path, name: FORM_TYPE });
  return ok(fields.filter((field) => field !== formType));
}

function readField(field: XmlElement, path: string): Result<PublishOption, Malformed> {
  const parts = readParts(field, path, fieldAttributes, fieldRules);
  return parts.ok ? ok({ name: parts.value.var, value: parts.value.value }) : parts;
}

export function writePublishOptions(options: readonly PublishOption[]): XmlElement {
  return element(NS_PUBSUB, 'publish-options', {}, [writeDataForm(NS_PUBSUB_PUBLISH_OPTIONS, options)]);
}

/** The owner's order to make a node like this from now on, whatever it was. XEP-0060 #owner-configure-process. */
export function writeNodeConfiguration(node: string, options: readonly PublishOption[]): XmlElement {
  const configure = element(NS_PUBSUB_OWNER, 'configure', { node }, [writeDataForm(NS_PUBSUB_NODE_CONFIG, options)]);
  return element(NS_PUBSUB_OWNER, 'pubsub', {}, [configure]);
}
