/** Elements with attributes and children, in one line each. Text is always set as text. */

type Attributes = Readonly<Record<string, boolean | number | string | undefined>>;

export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) setAttribute(element, key, value);
  element.append(...children);
  return element;
}

export function setAttribute(element: Element, name: string, value: boolean | number | string | undefined): void {
  if (value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value))
    element.setAttribute(name, value === true ? '' : String(value));
}

/** A button that says what it does to those who see it and to those who do not. */
export function button(label: string, text: string, act: () => void): HTMLButtonElement {
  const element = h('button', { type: 'button', 'aria-label': label, title: label }, text);
  element.addEventListener('click', act);
  return element;
}

/** Sets text only where it changed: what has not is not laid out again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.replaceChildren(text);
}
