// Snowflake's SQL for the editor: its words are the server's own.
import { SQLDialect } from '@codemirror/lang-sql';
import { LanguageSupport, syntaxTree } from '@codemirror/language';
import { Decoration, type DecorationSet, type EditorView, MatchDecorator, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import type { Words } from '../api';

// $name and $1: the dialect, which knows $$strings$$, takes a dollar for nothing else.
const NO_VARIABLE = new Set(['String', 'LineComment', 'BlockComment', 'QuotedIdentifier']);
const variable = Decoration.mark({ class: 'cm-variable' });
const matcher = new MatchDecorator({
  regexp: /(?<![\w$])\$(?:[A-Za-z_]\w*|\d+)/g,
  decorate: (add, from, to, _match, view) => {
    if (!NO_VARIABLE.has(syntaxTree(view.state).resolveInner(from, 1).name)) add(from, to, variable);
  },
});

const variables = ViewPlugin.fromClass(class {
  marks: DecorationSet;

  constructor(view: EditorView) {
    this.marks = matcher.createDeco(view);
  }

  update(update: ViewUpdate) {
    // A quote far above may begin or end a string.
    const isOther = syntaxTree(update.startState) !== syntaxTree(update.state);
    this.marks = isOther ? matcher.createDeco(update.view) : matcher.updateDeco(update, this.marks);
  }
}, { decorations: (plugin) => plugin.marks });

const lower = (list: string[]) => list.flatMap((words) => words.toLowerCase().split(' ')).join(' ');

// Without words, as long as the server has not told them, texts are coloured by their form alone.
export function snowflakeSql(words: Words | null): LanguageSupport {
  const dialect = SQLDialect.define({
    keywords: words ? lower([...words.keywords, ...words.parameters]) : '',
    types: words ? lower(words.types) : '',
    builtin: words ? lower(words.functions.map(({ name }) => name)) : '',
    slashComments: true,
    doubleDollarQuotedStrings: true,
    backslashEscapes: true,
    operatorChars: '*+-%<>!=&|^/~?:',
    specialVar: '@',
    identifierQuotes: '"',
    caseInsensitiveIdentifiers: true,
  });
  return new LanguageSupport(dialect.language, variables);
}
