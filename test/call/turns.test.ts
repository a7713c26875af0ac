/** One step at a time, in order, and whole whatever happens in the middle of it. */
import { describe, expect, test } from 'vitest';
import { Turns } from '../../src/call/turns.ts';

describe('Turns', () => {
  test('runs work at once when nothing is under way', () => {
    const turns = new Turns();
    const done: string[] = [];
    turns.whenIdle(() => done.push('work'));
    expect(done).toEqual(['work']);
  });

  test('keeps what comes up in a step until the step is over, in order', () => {
    const turns = new Turns();
    const done: string[] = [];
    turns.step(() => {
      turns.whenIdle(() => turns.step(() => done.push('second')));
      turns.whenIdle(() => done.push('third'));
      done.push('first');
    });
    expect(done).toEqual(['first', 'second', 'third']);
  });

  test('keeps what comes up while it works off what waited behind what waited', () => {
    const turns = new Turns();
    const done: number[] = [];
    turns.step(() => {
      turns.whenIdle(() =>
        turns.step(() => {
          done.push(1);
          turns.whenIdle(() => done.push(3));
        }),
      );
      turns.whenIdle(() => done.push(2));
    });
    expect(done).toEqual([1, 2, 3]);
  });

  // The first version worked off the queue in each step, one inside the other, and ran out of stack.
  test('works off twenty thousand steps that came up in one', () => {
    const turns = new Turns();
    let done = 0;
    turns.step(() => {
      for (let index = 0; index < 20_000; index += 1) turns.whenIdle(() => turns.step(() => (done += 1)));
    });
    expect(done).toBe(20_000);
  });

  test('forgets what waits when it is told to', () => {
    const turns = new Turns();
    const done: string[] = [];
    turns.step(() => {
      turns.whenIdle(() => done.push('never'));
      turns.clear();
    });
    expect(done).toEqual([]);
  });

  test('lets what an application throws out when everything is done', () => {
    const turns = new Turns();
    const done: string[] = [];
    const fault = new Error('of the application');
    const step = (): void =>
      turns.step(() => {
        turns.whenIdle(() => done.push('waiting'));
        turns.outside(() => {
          throw fault;
        });
        done.push('rest of the step');
      });
    expect(step).toThrow(fault);
    expect(done).toEqual(['rest of the step', 'waiting']);
    expect(() => turns.step(() => {})).not.toThrow();
  });

  test('lets several of them out together', () => {
    const turns = new Turns();
    const faults = [new Error('one'), new Error('two')];
    const throwing = (fault: Error) => () => {
      throw fault;
    };
    let thrown: unknown;
    try {
      turns.step(() => {
        for (const fault of faults) turns.outside(throwing(fault));
      });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(AggregateError);
    expect((thrown as AggregateError).errors).toEqual(faults);
  });

  test('lets it out at once where no step is under way', () => {
    const turns = new Turns();
    const fault = new Error('of the application');
    expect(() =>
      turns.outside(() => {
        throw fault;
      }),
    ).toThrow(fault);
  });

  test('stops at a bug of ours, and can step again', () => {
    const turns = new Turns();
    const step = (): void =>
      turns.step(() => {
        throw new Error('bug: of ours');
      });
    expect(step).toThrow('bug: of ours');
    const done: string[] = [];
    turns.step(() => done.push('next'));
    expect(done).toEqual(['next']);
  });
});
