import fc from 'fast-check';
import { expect, test } from 'vitest';
import { marksOf } from './decide.js';
import { arbitraryStep, Story, take } from './history.test-support.js';
import { advance } from './fold.js';
import { LoggedConversation } from './logged-conversation.js';
import { NumberTable } from './number-table.js';

const ruleMarks = 127;

test('changed in place, it is what the fold makes, and so are the marks that rules read', () => {
  fc.assert(
    fc.property(fc.array(arbitraryStep, { maxLength: 40, size: 'max' }), fc.nat(40), (steps, from) => {
      const story = new Story();
      let logged = new LoggedConversation(story.conversation, 0);
      for (const [index, step] of steps.entries()) {
        const before = story.events.length;
        take(story, step);
        for (const event of story.events.slice(before)) advance(logged, event);
        if (index === from) logged = new LoggedConversation(story.conversation, 0);
        expect(logged.copy()).toEqual(story.conversation);
        expect(logged.marks & ruleMarks).toBe(marksOf(story.conversation));
      }
    }),
  );
});

test('conversations that share a table keep apart, one with the row of another that is gone too', () => {
  const table = new NumberTable();
  const stories = ['c1', 'c2', 'c3', 'c4', 'c5'].map((id) => new Story(id).customer(id));
  const held = stories.map((story) => new LoggedConversation(story.conversation, 0, table));
  table.free(held[1]?.row as number);
  const other = new Story('c6').customer().bot();
  const inItsPlace = new LoggedConversation(other.conversation, 0, table);
  expect(inItsPlace.row).toBe(held[1]?.row);
  for (const index of [0, 2, 3, 4]) expect(held[index]?.copy()).toEqual(stories[index]?.conversation);
  expect(inItsPlace.copy()).toEqual(other.conversation);
});
