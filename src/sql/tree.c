/* tree.c: the lines that a printed tree is made of. */
#include "sql/tree.h"

#include <stdio.h>

void tree_start(struct tree *tree)
{
  for (int i = 0; i < tree->depth; i++)
    buf_add_string(tree->buf, "  ");
}

void tree_end(struct tree *tree)
{
  buf_add_char(tree->buf, '\n');
}

void tree_line(struct tree *tree, const char *words)
{
  tree_start(tree);
  buf_add_string(tree->buf, words);
  tree_end(tree);
}

void tree_add_quoted(struct tree *tree, struct text text, char quote)
{
  buf_add_char(tree->buf, quote);
  for (size_t i = 0; i < text.len; i++) {
    unsigned char c = (unsigned char)text.at[i];

    if (c == '\n')
      buf_add_string(tree->buf, "\\n");
    else if (c < 0x20 || c == 0x7f)
      buf_printf(tree->buf, "\\x%02x", c);
    else
      buf_add_char(tree->buf, (char)c);
    if (c == (unsigned char)quote || c == '\\')
      buf_add_char(tree->buf, (char)c);
  }
  buf_add_char(tree->buf, quote);
}

void tree_add_ident(struct tree *tree, const struct ident *ident)
{
  if (ident->quoted)
    tree_add_quoted(tree, ident->name, '"');
  else
    buf_add_text(tree->buf, ident->name);
}

void tree_add_name(struct tree *tree, const struct name *name)
{
  if (name->dynamic)
    buf_add_string(tree->buf, "IDENTIFIER(...)");
  for (int i = 0; i < name->parts.count; i++) {
    if (i > 0)
      buf_add_char(tree->buf, '.');
    tree_add_ident(tree, name->parts.at[i]);
  }
}

void tree_add_idents(struct tree *tree, const struct list *idents)
{
  if (!idents || !idents->count)
    return;
  buf_add_string(tree->buf, " (");
  for (int i = 0; i < idents->count; i++) {
    if (i > 0)
      buf_add_string(tree->buf, ", ");
    tree_add_ident(tree, idents->at[i]);
  }
  buf_add_char(tree->buf, ')');
}

void tree_add_type(struct tree *tree, const struct type_name *type)
{
  buf_add_text(tree->buf, type->name);
  if (type->fields) {
    buf_add_char(tree->buf, '(');
    for (int i = 0; i < type->fields->count; i++) {
      const struct column_def *field = type->fields->at[i];

      if (i > 0)
        buf_add_string(tree->buf, ", ");
      if (field->name.name.len) {
        tree_add_ident(tree, &field->name);
        buf_add_char(tree->buf, ' ');
      }
      tree_add_type(tree, field->type);
      if (field->not_null)
        buf_add_string(tree->buf, " NOT NULL");
    }
    if (type->first >= 0)
      buf_printf(tree->buf, ", %lld", (long long)type->first);
    buf_add_char(tree->buf, ')');
  } else if (type->second >= 0) {
    buf_printf(tree->buf, "(%lld, %lld)", (long long)type->first,
               (long long)type->second);
  } else if (type->first >= 0) {
    buf_printf(tree->buf, "(%lld)", (long long)type->first);
  }
}

void tree_ident(struct tree *tree, const char *words, const struct ident *ident)
{
  if (!ident)
    return;
  tree_start(tree);
  buf_printf(tree->buf, "%s ", words);
  tree_add_ident(tree, ident);
  tree_end(tree);
}

void tree_idents(struct tree *tree, const char *words, const struct list *idents)
{
  if (!idents)
    return;
  tree_start(tree);
  buf_add_string(tree->buf, words);
  tree_add_idents(tree, idents);
  tree_end(tree);
}

/* A line "words 'text'"; nothing when the text is absent. */
void tree_string(struct tree *tree, const char *words, struct text text)
{
  if (!text.at)
    return;
  tree_start(tree);
  buf_printf(tree->buf, "%s ", words);
  tree_add_quoted(tree, text, '\'');
  tree_end(tree);
}

void tree_words(struct tree *tree, const char *words, struct text text)
{
  if (!text.at)
    return;
  tree_start(tree);
  buf_printf(tree->buf, "%s " TEXT_FMT, words, TEXT_ARG(text));
  tree_end(tree);
}

void tree_flag(struct tree *tree, const char *words, bool flag)
{
  if (flag)
    tree_line(tree, words);
}
