/** How a chart looks where it stands alone, as in the documentation: light and dark, as the reader has it. */
export const PRINTED_STYLE = [
  '.chart{--ground:#fff;--box:#fff;--outer:#f6f8fb;--edge:#c3ccd9;--line:#8492a8;--text:#1d2735;--soft:#5b6879;',
  '--guard:#8a5a00;',
  'background:var(--ground);font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}',
  '@media(prefers-color-scheme:dark){.chart{--ground:#0d1220;--box:#161e30;--outer:#111829;--edge:#35425c;',
  '--line:#71809c;--text:#e6ecf7;--soft:#9aa8c0;--guard:#e0b25c}}',
  '.state>rect{fill:var(--box);stroke:var(--edge)}',
  '.compound>rect{fill:var(--outer)}.passing>rect{fill:none;stroke-dasharray:3 3}.state .inner{fill:none}',
  '.name{font:600 13px ui-sans-serif,system-ui,sans-serif;fill:var(--text)}',
  '.passing .name{font-size:10.5px;font-weight:400;fill:var(--soft)}',
  '.order,.event,.does{font-size:10.5px;fill:var(--soft)}.event{fill:var(--text)}.guard{fill:var(--guard)}',
  '.line{fill:none;stroke:var(--line)}.atonce{stroke-dasharray:4 3}',
  '.label>rect{fill:var(--ground)}circle.beginning{fill:var(--line)}path.beginning{fill:none;stroke:var(--line)}',
  '.ways>rect{fill:none;stroke:var(--edge)}.ways>text{font-size:9px;fill:var(--soft)}',
].join('');
