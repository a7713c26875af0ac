/** The two signs beside a verdict. Drawn, since not every machine has a font with them. */
import { html, svg } from 'lit-html';

const icon = (path: ReturnType<typeof svg>) => html`
  <svg viewBox="0 0 24 24" width="18" height="18" fill="currentColor" aria-hidden="true">${path}</svg>
`;

export const shieldIcon = icon(svg`
  <path d="M12 2 4 5v6c0 5 3.4 9.3 8 11 4.6-1.7 8-6 8-11V5zm-1.2 13.6-3.4-3.4 1.4-1.4 2 2 4.6-4.6 1.4 1.4z" />
`);

export const warningIcon = icon(svg`<path d="M12 2 1 21h22L12 2zm1 16h-2v-2h2v2zm0-4h-2V9h2v5z" />`);
