/** Drawn here, so that nothing is loaded for them. */
import { html, svg } from 'lit-html';
import type { TemplateResult } from 'lit-html';

function icon(paths: TemplateResult): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">${paths}</svg>`;
}

export const phoneIcon = icon(
  svg`<path d="M5 3h4l2 5-3 2a12 12 0 0 0 6 6l2-3 5 2v4a2 2 0 0 1-2 2A17 17 0 0 1 3 5a2 2 0 0 1 2-2z" />`,
);
export const cameraIcon = icon(svg`<rect x="2" y="6" width="13" height="12" rx="2" /><path d="m15 11 7-4v10l-7-4" />`);
export const shieldIcon = icon(svg`<path d="M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6z" /><path d="m9 12 2 2 4-4" />`);
export const keyIcon = icon(svg`<circle cx="8" cy="15" r="4" /><path d="m11 12 9-9M16 7l3 3" />`);
export const warningIcon = icon(svg`<path d="M12 3 2 20h20zM12 10v4M12 17v.01" />`);
