import type { Row } from './row.ts'

export const LISTS: readonly Row[] = [
  ['count', 'list', 'The number of items.', '$count([5, 6])', 2],
  ['append', 'first, second', 'The items of both in one list.', '$append([1], [2, 3])', [1, 2, 3]],
  [
    'sort',
    'list, isAfter?',
    'The numbers or strings of a list in ascending order, or any items in the order given by a function of two items.',
    '$sort([3, 1, 2])',
    [1, 2, 3],
  ],
  ['reverse', 'list', 'The items in the opposite order.', '$reverse([1, 2])', [2, 1]],
  ['shuffle', 'list', 'The items in a random order.', '$shuffle([1, 2, 3])'],
  ['distinct', 'list', 'The items without duplicates.', '$distinct([1, 2, 1])', [1, 2]],
  [
    'zip',
    'list, list',
    'Lists of the first items, of the second ones, and so on.',
    '$zip([1, 2], ["a", "b"])',
    [
      [1, 'a'],
      [2, 'b'],
    ],
  ],
  [
    'map',
    'list, function',
    'The result of a function for each item.',
    '$map([1, 2], function($n) { $n * 10 })',
    [10, 20],
  ],
  [
    'filter',
    'list, function',
    'The items for which a function returns true.',
    '$filter([1, 2, 3], function($n) { $n > 1 })',
    [2, 3],
  ],
  [
    'single',
    'list, function?',
    'The only item for which a function returns true; fails if there is not exactly one.',
    '$single([1, 2], function($n) { $n > 1 })',
    2,
  ],
  [
    'reduce',
    'list, function, start?',
    'A single value: the function combines the result so far with the next item.',
    '$reduce([1, 2, 3], function($sum, $n) { $sum + $n })',
    6,
  ],
]

export const OBJECTS: readonly Row[] = [
  ['keys', 'object', 'The names of the fields.', '$keys({ "a": 1, "b": 2 })', ['a', 'b']],
  ['lookup', 'object, name', 'The field with a computed name.', '$lookup({ "a": 1 }, "a")', 1],
  [
    'spread',
    'object',
    'A list with an object for each field.',
    '$spread({ "a": 1, "b": 2 })',
    [{ a: 1 }, { b: 2 }],
  ],
  [
    'merge',
    'objects',
    'One object with the fields of all; later ones win.',
    '$merge([{ "a": 1 }, { "a": 2, "b": 3 }])',
    { a: 2, b: 3 },
  ],
  [
    'each',
    'object, function',
    'The result of a function of value and name for each field.',
    '$each({ "a": 1, "b": 2 }, function($v, $k) { $k & $v })',
    ['a1', 'b2'],
  ],
  [
    'sift',
    'object, function',
    'The fields for which a function of value and name returns true.',
    '$sift({ "a": 1, "b": 2 }, function($v) { $v > 1 })',
    { b: 2 },
  ],
  ['clone', 'value', 'A copy of a value.', '$clone({ "a": 1 })', { a: 1 }],
]
