import { describe, expect, test } from 'vitest';
import { writePromela } from '../../../properties/model/spin/promela.ts';
import { KNOWING, LOSSY, ORDERLY } from './small-tables.ts';

/** The options of a model, one a line. */
function optionsOf(model: string): readonly string[] {
  return model.split('\n').filter((line) => line.startsWith('  ::'));
}

describe('writePromela', () => {
  // After a change that is meant: npx vitest run test/model/spin --update
  test.each([
    ['knowing.pml', KNOWING, 'safety', 'model.pml'],
    ['knowing.h', KNOWING, 'safety', 'tables.h'],
    ['lossy.pml', LOSSY, 'safety', 'model.pml'],
    ['deadlines.pml', KNOWING, 'deadlines', 'model.pml'],
  ] as const)('writes what it wrote: %s', async (golden, tables, purpose, file) => {
    await expect(writePromela(tables, purpose)[file]).toMatchFileSnapshot(`golden/${golden}`);
  });

  test('says whose each message is where messages are under way', () => {
    const { 'tables.h': tables } = writePromela(LOSSY, 'safety');
    expect(tables).toContain('receivers[] = {{1, 0}, {0, 0}};');
    expect(tables).not.toContain('carries');
  });

  test('lets a network that loses, doubles and invents nothing do nothing of it', () => {
    const lossy = optionsOf(writePromela(LOSSY, 'safety')['model.pml']);
    const orderly = optionsOf(writePromela(ORDERLY, 'safety')['model.pml']);
    const doing = (options: readonly string[], what: string) => options.filter((option) => option.includes(what));
    expect(doing(lossy, 'take(receivers[now.bag[0] - 1].end, arrival(0), -1)')).toHaveLength(1);
    expect(doing(orderly, 'take(receivers[now.bag[0] - 1].end, arrival(0), -1)')).toEqual([]);
    // Message 1 can be made up, message 0 is encrypted.
    expect(doing(lossy, 'put(-1, 1, sends[0])')).toHaveLength(1);
    expect(doing(lossy, 'put(-1, 0, sends[0])')).toEqual([]);
    expect(doing(orderly, 'put(-1,')).toEqual([]);
    // What is lost where nothing gets lost is what nothing comes of.
    expect(doing(orderly, 'put(0, -1, sends[0])')[0]).toContain('== NO_MOVE');
    expect(doing(lossy, 'put(0, -1, sends[0])')[0]).not.toContain('NO_MOVE');
  });

  test('asks for what was seen before something encrypted is delivered', () => {
    const options = optionsOf(writePromela(KNOWING, 'safety')['model.pml']);
    expect(options.filter((option) => option.includes('(now.seen & 1)'))).toHaveLength(1);
  });

  test('gives deadlines that are heard a process of their own, and those alone', () => {
    const { 'model.pml': model, 'tables.h': tables } = writePromela(KNOWING, 'deadlines');
    expect(model.match(/^active proctype \w+/gm)).toEqual([
      'active proctype world',
      // B has none, and Spin takes no process that can do nothing.
      'active proctype deadlines_of_A',
    ]);
    expect(model.match(/^ltl \w+/gm)).toEqual(['ltl leaves_waiting_A', 'ltl leaves_waiting_B']);
    expect(tables).toContain('due_at0[] = {0, 0, 1, 1};');
    expect(writePromela(KNOWING, 'safety')['tables.h']).toContain('due_at0[] = {0, 0, 2, 2};');
  });
});
