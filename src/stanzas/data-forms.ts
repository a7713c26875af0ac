/**
 * Forms that are filled in already, with one value a field: what a request says of itself.
 *
 * Spec: XEP-0004 2.13.2 #protocol #protocol-formtypes.
 */
import type { XmlElement } from '../xml/element.ts';
import { element } from '../xml/element.ts';
import { NS_DATA_FORMS } from '../xml/namespaces.ts';

export interface FormField {
  /** Such as `pubsub#access_model`. */
  readonly name: string;
  readonly value: string;
}

/** The field that says what the others are about. */
export const FORM_TYPE = 'FORM_TYPE';

export function writeDataForm(formType: string, fields: readonly FormField[]): XmlElement {
  return element(NS_DATA_FORMS, 'x', { type: 'submit' }, [
    writeField({ name: FORM_TYPE, value: formType }, 'hidden'),
    ...fields.map((field) => writeField(field, undefined)),
  ]);
}

function writeField({ name, value }: FormField, type: string | undefined): XmlElement {
  return element(NS_DATA_FORMS, 'field', { var: name, type }, [element(NS_DATA_FORMS, 'value', {}, [value])]);
}
