/**
 * The downgrade that the draft allows: the device in the proceed is not authenticated, so the server can take it out.
 */
import { NS_OMEMO_VERIFICATION } from '../../xml/namespaces.ts';
import type { XmlElement, XmlNode } from '../../xml/element.ts';
import { isElement, isNamed } from '../../xml/read.ts';
import type { Attack } from './attack.ts';
import { jingleMessageIn } from './edit.ts';
import { createWiretap } from './wiretap.ts';

export const stripDevice: Attack = {
  name: 'strip-device',
  summary: "The server takes the OMEMO device out of juliet's answer, and listens to the plain call that follows.",
  lesson:
    'OMEMO is optional in the draft, and romeo cannot tell a stripped device from a phone without OMEMO. So this ' +
    'call can be listened to, and the verdict on both phones says so. The policy `expect` refuses it at juliet, ' +
    'who knows that she named a device; `require` refuses it at romeo.',
  expected: { opportunistic: 'unauthenticated', expect: 'refused', require: 'refused' },
  start: (means) => {
    const { tamper, heard } = createWiretap(means);
    return Promise.resolve({
      heard,
      tamper: (passing) => {
        if (jingleMessageIn(passing)?.verb !== 'proceed') return tamper(passing);
        means.say("takes the device out of juliet's answer");
        return [{ ...passing, stanza: withoutDevice(passing.stanza) }];
      },
    });
  },
};

/** The element without any `<device/>`, at any depth. */
function withoutDevice(stanza: XmlElement): XmlElement {
  const children = stanza.children
    .filter((node) => !isElement(node) || !isNamed(node, NS_OMEMO_VERIFICATION, 'device'))
    .map((node): XmlNode => (isElement(node) ? withoutDevice(node) : node));
  return { ...stanza, children };
}
