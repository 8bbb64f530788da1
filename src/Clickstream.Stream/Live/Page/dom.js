// Small tools for the page's elements. Text is always set as text, never parsed.

export const byId = (id) => document.getElementById(id);

/** An element with properties (class, title, data-…) and children (elements or text). */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Sets text only where it differs, so that a selection and a screen reader are left alone. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A number that a person reads in one form and a program in another. */
export function setData(element, text, value) {
  setText(element, text);
  element.value = String(value);
}

/** Makes the children of a parent follow a list: same key, same element. */
export function follow(parent, items, key, create, update) {
  const before = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let previous = null;
  for (const item of items) {
    const name = String(key(item));
    let child = before.get(name);
    before.delete(name);
    if (!child) {
      child = create(item);
      child.dataset.key = name;
    }
    update(child, item);
    const next = previous ? previous.nextElementSibling : parent.firstElementChild;
    if (next !== child) parent.insertBefore(child, next);
    previous = child;
  }
  for (const child of before.values()) child.remove();
}

/** Radio buttons, or check boxes, in a fieldset that look like one control. Of check boxes, all that are checked are chosen. */
export function choice(fieldset, options, selected, onChange, type = 'radio') {
  for (const [value, label] of options) {
    const input = el('input', { type, name: fieldset.id, value });
    input.checked = [selected].flat().includes(value);
    input.addEventListener('change', () => onChange(type === 'radio' ? value : [...fieldset.querySelectorAll('input:checked')].map((one) => one.value)));
    fieldset.append(el('label', {}, input, el('span', {}, label)));
  }
}

/** Sets the cells of a row behind its head. */
export function cells(row, texts) {
  texts.forEach((text, index) => setText(row.children[index + 1], text));
}
