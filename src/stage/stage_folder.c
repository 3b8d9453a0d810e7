/* stage_folder.c: names of staged files as paths of the file system, and walking through them. */
#include "stage/stage_folder.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARK '%' /* Behind a folder's name, and before two digits in one. */

void stage_folder_part(struct text part, struct buf *path)
{
  bool is_dots = text_is(part, ".") || text_is(part, "..");

  for (size_t i = 0; i < part.len; i++)
    if (part.at[i] == MARK || is_dots)
      buf_printf(path, "%%%02X", (unsigned char)part.at[i]);
    else
      buf_add_char(path, part.at[i]);
}

void stage_folder_of_prefix(enum folder_form form, struct text prefix, struct buf *path)
{
  if (form == FOLDER_PLAIN) {
    size_t len = prefix.len;

    while (len && prefix.at[len - 1] != '/')
      len--;
    buf_add_text(path, text_slice(prefix, 0, len));
    return;
  }
  for (;;) {
    size_t slash = text_find(prefix, '/');

    if (slash == prefix.len)
      return;
    stage_folder_part(text_slice(prefix, 0, slash), path);
    buf_add_char(path, MARK);
    buf_add_char(path, '/');
    prefix = text_slice(prefix, slash + 1, prefix.len);
  }
}

static struct text last_part(struct text name)
{
  size_t from = name.len;

  while (from && name.at[from - 1] != '/')
    from--;
  return text_slice(name, from, name.len);
}

/* "a/./b", "../a", "a//b" */
static bool has_odd_part(struct text name)
{
  while (name.len) {
    size_t slash = text_find(name, '/');
    struct text part = text_slice(name, 0, slash);

    if (!part.len || text_is(part, ".") || text_is(part, ".."))
      return true;
    name = text_slice(name, slash + 1, name.len);
  }
  return false;
}

bool stage_folder_path(enum folder_form form, struct text name, struct buf *path,
                       struct err *err)
{
  struct text last = last_part(name);

  if (!last.len || (form == FOLDER_PLAIN && has_odd_part(name)) ||
      text_find(name, '\0') < name.len || name.len > STAGE_NAME_MOST)
    return err_set(err, ERR_SYNTAX,
                   "SQL compilation error:\nInvalid name of a staged file: '" TEXT_FMT
                   "'.",
                   TEXT_ARG(text_cut(name, STAGE_NAME_MOST)));
  if (form == FOLDER_PLAIN) {
    buf_add_text(path, name);
    return true;
  }
  stage_folder_of_prefix(form, name, path);
  stage_folder_part(last, path);
  return true;
}

/* ---- walking ---- */

/* Both texts grow on the way down and are cut on the way up. */
struct walk {
  struct buf name, path;
  const struct folder_visit *visit;
  enum folder_form form;
};

static int digit(char c)
{
  return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* What stage_folder_part wrote; false for what it never writes. */
static bool decode(struct text part, struct buf *name)
{
  for (size_t i = 0; i < part.len; i++) {
    int high, low;

    if (part.at[i] != MARK) {
      buf_add_char(name, part.at[i]);
      continue;
    }
    if (i + 2 >= part.len)
      return false;
    high = digit(part.at[i + 1]);
    low = digit(part.at[i + 2]);
    if (high < 0 || low < 0)
      return false;
    buf_add_char(name, (char)(high << 4 | low));
    i += 2;
  }
  return true;
}

static bool walk_folder(struct walk *walk, struct err *err);

static void cut(struct buf *buf, size_t len)
{
  buf->len = len;
  if (buf->at)
    buf->at[len] = '\0';
}

/* Links are not followed. */
static bool walk_plain(struct walk *walk, const char *entry, bool *go_on, struct err *err)
{
  size_t name_len = walk->name.len, path_len = walk->path.len;
  struct stat info = { 0 };
  bool ok = true;

  if (text_starts_with(text_of(entry), FOLDER_UNFINISHED))
    return true;
  buf_add_string(&walk->path, entry);
  buf_add_string(&walk->name, entry);
  if (lstat(walk->path.at, &info) == 0 && S_ISDIR(info.st_mode)) {
    buf_add_char(&walk->name, '/');
    buf_add_char(&walk->path, '/');
    ok = walk_folder(walk, err);
  } else if (S_ISREG(info.st_mode)) {
    *go_on = walk->visit->visit(walk->visit->context, buf_text(&walk->name),
                                walk->path.at);
  }
  cut(&walk->name, name_len);
  cut(&walk->path, path_len);
  return ok;
}

/* Names below a folder have a mark; others here are not ours. */
static bool walk_entry(struct walk *walk, const char *entry, bool *go_on, struct err *err)
{
  size_t name_len = walk->name.len, path_len = walk->path.len;
  struct text part = text_of(entry);
  bool is_folder = part.len && part.at[part.len - 1] == MARK;
  bool ok = true;

  buf_add_text(&walk->path, part);
  if (decode(text_slice(part, 0, part.len - is_folder), &walk->name)) {
    if (is_folder) {
      buf_add_char(&walk->name, '/');
      buf_add_char(&walk->path, '/');
      ok = walk_folder(walk, err);
    } else {
      *go_on = walk->visit->visit(walk->visit->context, buf_text(&walk->name),
                                  walk->path.at);
    }
  }
  cut(&walk->name, name_len);
  cut(&walk->path, path_len);
  return ok;
}

static bool walk_folder(struct walk *walk, struct err *err)
{
  DIR *list = opendir(walk->path.at);
  struct dirent *entry;
  bool ok = true, go_on = true;

  if (!list)
    return errno == ENOENT || errno == ENOTDIR ||
           err_set(err, ERR_INTERNAL, "The files of a stage could not be read: %s",
                   strerror(errno));
  while (ok && go_on && (entry = readdir(list)))
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
      ok = walk->form == FOLDER_PLAIN ? walk_plain(walk, entry->d_name, &go_on, err)
                                      : walk_entry(walk, entry->d_name, &go_on, err);
  closedir(list);
  return ok;
}

static struct text without_marks(struct text inner, struct buf *name)
{
  while (inner.len) {
    size_t slash = text_find(inner, '/');

    if (!decode(text_slice(inner, 0, slash - 1), name))
      break;
    buf_add_char(name, '/');
    inner = text_slice(inner, slash + 1, inner.len);
  }
  return buf_text(name);
}

bool stage_folder_walk(enum folder_form form, struct text root, struct text inner,
                       const struct folder_visit *visit, struct err *err)
{
  struct walk walk = { .visit = visit, .form = form };
  bool ok;

  buf_init(&walk.name);
  buf_init(&walk.path);
  if (form == FOLDER_PLAIN)
    buf_add_text(&walk.name, inner);
  else
    without_marks(inner, &walk.name);
  buf_add_text(&walk.path, root);
  buf_add_char(&walk.path, '/');
  buf_add_text(&walk.path, inner);
  ok = walk_folder(&walk, err);
  buf_clear(&walk.name);
  buf_clear(&walk.path);
  return ok;
}

/* ---- folders that come and go with their files ---- */

bool stage_folder_make(char *path, size_t from)
{
  for (char *at = path + from; *at; at++) {
    bool ok;

    if (*at != '/' || at == path)
      continue;
    *at = '\0';
    ok = mkdir(path, 0700) == 0 || errno == EEXIST;
    *at = '/';
    if (!ok)
      return false;
  }
  return true;
}

void stage_folder_prune(char *path, size_t from)
{
  for (size_t at = strlen(path); at > from; at--) {
    if (path[at] != '/')
      continue;
    path[at] = '\0';
    if (rmdir(path) != 0)
      return;
  }
}
