/* write_behind.c: bytes that reach their files a little later than the answers they belong to. */
#include "session/write_behind.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/wait.h"

enum {
  BLOCK = 4096, /* What files and memory are aligned to, for writing past the cache. */
  RESERVE_MORE = 16 << 20
};

/* The writer is in nobody's way when for QUIET_MS nothing was added or read. No piece waits longer for
 * that than MAX_WAIT_MS, and pieces wait until half of the memory is theirs. */
enum { QUIET_MS = 20, MAX_WAIT_MS = 500 };

/* One addition to a file. In `queue` until it is written, then in `written` until its memory is
 * wanted; what could not be written is in neither. */
struct piece {
  struct piece *older, *newer; /* In the list. */
  struct piece_list *list;     /* NULL: in none. */
  struct piece *next;          /* Of the file. */
  struct behind_file *file;    /* NULL: gone before its last reader. */
  struct write_behind *behind;
  char *bytes;
  int64_t offset, added; /* The time. */
  size_t size, room;
  int readers;
};

struct piece_list {
  struct piece *oldest, *newest;
};

struct behind_file {
  struct write_behind *behind;
  char *path;
  int fd;                  /* -1 once it is finished: results are many. */
  int64_t bytes, promised; /* Of what was added; and of rooms that are yet to be. */
  int64_t reserved;        /* The disk has room for so many. */
  struct piece *pieces;    /* The newest first. */
  int queued;              /* Of them. */
  int problem;             /* An errno; 0: none. */
  bool is_direct, is_busy; /* Busy: the writer is at it. */
  struct text ending;      /* Owned. at NULL: it is not to be finished yet, or it is. */
  char *final_path;        /* Of then. */
  struct behind_file *next_ending;
  bool is_finished; /* It has its final name. */
};

/* Memory that no piece uses. */
struct spare {
  struct spare *next;
  size_t room;
};

struct write_behind {
  pthread_mutex_t lock;
  pthread_cond_t work, progress;
  pthread_t writer;
  struct piece_list queue, written;
  struct behind_file *endings; /* To be finished, the oldest first. */
  struct spare *spare;
  int64_t bytes, max_bytes; /* Of pieces and spare memory. */
  int64_t queued;           /* Of pieces that wait for the writer. */
  int64_t used;             /* The time when one was added or read last. */
  int hurried;              /* So many threads wait for the writer. */
  bool is_closing;
};

static void *must(void *memory)
{
  if (!memory)
    abort();
  return memory;
}

static size_t round_up(size_t size)
{
  return (size + BLOCK - 1) / BLOCK * BLOCK;
}

/* Memory comes in steps of at most an eighth of it, so that it fits the next piece of about the size. */
static size_t room_for(size_t size)
{
  size_t step = BLOCK;

  while (step * 16 < size)
    step *= 2;
  return (size + step - 1) / step * step;
}

/* Whole pages of their own: among what malloc gives, rooms of some megabytes that come and go would
 * leave holes that the system does not get back. */
static char *pages_new(size_t size)
{
  void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (at == MAP_FAILED)
    abort();
  return at;
}

/* ---- lists ---- */

static void list_take(struct piece *piece)
{
  struct piece_list *list = piece->list;

  if (!list)
    return;
  if (piece->older)
    piece->older->newer = piece->newer;
  else
    list->oldest = piece->newer;
  if (piece->newer)
    piece->newer->older = piece->older;
  else
    list->newest = piece->older;
  if (list == &piece->behind->queue) {
    piece->file->queued--;
    piece->behind->queued -= (int64_t)piece->room;
  }
  piece->older = piece->newer = NULL;
  piece->list = NULL;
}

static void list_put(struct piece_list *list, struct piece *piece)
{
  piece->list = list;
  piece->older = list->newest;
  if (list->newest)
    list->newest->newer = piece;
  else
    list->oldest = piece;
  list->newest = piece;
  if (list == &piece->behind->queue) {
    piece->file->queued++;
    piece->behind->queued += (int64_t)piece->room;
  }
}

/* ---- memory, under the lock ---- */

static void forget(struct piece *piece)
{
  struct piece **link;

  list_take(piece);
  for (link = &piece->file->pieces; *link != piece; link = &(*link)->next)
    continue;
  *link = piece->next;
  piece->file = NULL;
}

/* Its memory is spare then. */
static void free_piece(struct piece *piece)
{
  struct write_behind *behind = piece->behind;
  struct spare *spare = (struct spare *)(void *)piece->bytes;

  *spare = (struct spare){ behind->spare, piece->room };
  behind->spare = spare;
  free(piece);
}

/* The smallest that is large enough and not far too large. */
static char *take_spare(struct write_behind *behind, size_t room, size_t *got)
{
  struct spare **best = NULL, *found;

  for (struct spare **link = &behind->spare; *link; link = &(*link)->next)
    if ((*link)->room >= room && (*link)->room / 4 <= room &&
        (!best || (*link)->room < (*best)->room))
      best = link;
  if (!best)
    return NULL;
  found = *best;
  *best = found->next;
  *got = found->room;
  return (char *)found;
}

static bool free_spare(struct write_behind *behind)
{
  struct spare *spare = behind->spare;

  if (!spare)
    return false;
  behind->spare = spare->next;
  behind->bytes -= (int64_t)spare->room;
  munmap(spare, spare->room);
  return true;
}

/* The oldest that is written and that nobody reads. */
static bool drop_written(struct write_behind *behind)
{
  for (struct piece *piece = behind->written.oldest; piece; piece = piece->newer)
    if (!piece->readers) {
      forget(piece);
      free_piece(piece);
      return true;
    }
  return false;
}

/* NULL: all memory is waiting for the disk, or being read. */
static char *find_room(struct write_behind *behind, size_t room, size_t *got)
{
  char *at = NULL;

  do {
    if ((at = take_spare(behind, room, got)))
      return at;
    if (behind->bytes + (int64_t)room <= behind->max_bytes) {
      *got = room;
      behind->bytes += (int64_t)room;
      return pages_new(room);
    }
  } while (drop_written(behind) || free_spare(behind));
  return NULL;
}

/* ---- the writer ---- */

static int write_all(int fd, const char *bytes, size_t size, int64_t offset)
{
  while (size) {
    ssize_t done = pwrite(fd, bytes, size, (off_t)offset);

    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0)
      return done < 0 ? errno : ENOSPC;
    bytes += done;
    size -= (size_t)done;
    offset += done;
  }
  return 0;
}

/* Through the cache, and not kept in memory. */
static int write_now(const struct behind_file *file, struct text bytes, int64_t offset)
{
  int fd = open(file->path, O_WRONLY | O_CLOEXEC), problem;

  if (fd < 0)
    return errno;
  problem = write_all(fd, bytes.at, bytes.len, offset);
  close(fd);
  return problem;
}

/* From now on through the system's cache. */
static void set_buffered(struct behind_file *file)
{
  int flags = fcntl(file->fd, F_GETFL);

  file->is_direct = false;
  if (flags >= 0 && fcntl(file->fd, F_SETFL, flags & ~O_DIRECT) != 0)
    log_warn("results: %s stays unbuffered: %s", file->path, strerror(errno));
}

static int write_piece(struct behind_file *file, const struct piece *piece)
{
  size_t size = round_up(piece->size);
  int problem = write_all(file->fd, piece->bytes, size, piece->offset);

  if (problem == EINVAL && file->is_direct) {
    set_buffered(file);
    problem = write_all(file->fd, piece->bytes, size, piece->offset);
  }
  return problem;
}

/* Its pieces stay in memory, which is where they are read from. */
static void give_up(struct behind_file *file, int problem)
{
  if (!file->problem)
    log_warn("results: %s could not be written: %s", file->path, strerror(problem));
  file->problem = problem;
}

/* After a piece was taken from the queue and written; under the lock. */
static void note_written(struct piece *piece, int problem)
{
  struct behind_file *file = piece->file;

  if (problem)
    give_up(file, problem);
  else
    list_put(&file->behind->written, piece);
}

static void write_oldest(struct write_behind *behind)
{
  struct piece *piece = behind->queue.oldest;
  struct behind_file *file = piece->file;
  int problem = file->problem;

  list_take(piece);
  file->is_busy = true;
  pthread_mutex_unlock(&behind->lock);
  if (!problem)
    problem = write_piece(file, piece);
  pthread_mutex_lock(&behind->lock);
  file->is_busy = false;
  note_written(piece, problem);
  pthread_cond_broadcast(&behind->progress);
}

static void close_file(struct behind_file *file)
{
  if (file->fd >= 0)
    close(file->fd);
  file->fd = -1;
}

static void forget_ending(struct behind_file *file)
{
  free((char *)file->ending.at);
  free(file->final_path);
  file->ending = (struct text){ 0 };
  file->final_path = NULL;
}

/* What follows all that was added, and the name. The disk had more room reserved than was used. */
static int end_file(const struct behind_file *file)
{
  int problem = ftruncate(file->fd, (off_t)file->bytes) != 0 ? errno : 0;

  if (!problem)
    problem = write_now(file, file->ending, file->bytes);
  if (!problem && rename(file->path, file->final_path) != 0)
    problem = errno;
  return problem;
}

/* Of a file whose pieces are all written, or cannot be. */
static void end_oldest(struct write_behind *behind)
{
  struct behind_file *file = behind->endings;
  int problem = file->problem;

  behind->endings = file->next_ending;
  file->is_busy = true;
  pthread_mutex_unlock(&behind->lock);
  if (!problem)
    problem = end_file(file);
  pthread_mutex_lock(&behind->lock);
  file->is_busy = false;
  if (problem) {
    give_up(file, problem);
  } else {
    free(file->path);
    file->path = must(strdup(file->final_path));
    file->is_finished = true;
  }
  forget_ending(file);
  close_file(file);
  pthread_cond_broadcast(&behind->progress);
}

static bool are_too_many(const struct write_behind *behind)
{
  return behind->queued > behind->max_bytes / 2;
}

/* Until when the oldest piece may wait: what makes and reads results needs the processor more. */
static int64_t may_wait_until(const struct write_behind *behind)
{
  int64_t quiet = behind->used + QUIET_MS * 1000000LL;
  int64_t most = behind->queue.oldest->added + MAX_WAIT_MS * 1000000LL;

  if (behind->is_closing || behind->hurried || are_too_many(behind))
    return 0;
  return quiet < most ? quiet : most;
}

static void write_or_wait(struct write_behind *behind)
{
  int64_t until = may_wait_until(behind);

  if (until <= clock_monotonic_ns())
    write_oldest(behind);
  else
    wait_until(&behind->work, &behind->lock, until);
}

static void *write_always(void *context)
{
  struct write_behind *behind = context;

  pthread_setname_np(pthread_self(), "write-behind");
  pthread_mutex_lock(&behind->lock);
  for (;;) {
    if (behind->endings && !behind->endings->queued)
      end_oldest(behind);
    else if (behind->queue.oldest)
      write_or_wait(behind);
    else if (behind->is_closing)
      break;
    else
      pthread_cond_wait(&behind->work, &behind->lock);
  }
  pthread_mutex_unlock(&behind->lock);
  return NULL;
}

struct write_behind *write_behind_new(int64_t max_bytes)
{
  struct write_behind *behind = must(calloc(1, sizeof *behind));

  behind->max_bytes = max_bytes;
  pthread_mutex_init(&behind->lock, NULL);
  wait_init(&behind->work);
  pthread_cond_init(&behind->progress, NULL);
  if (pthread_create(&behind->writer, NULL, write_always, behind) != 0)
    abort();
  return behind;
}

void write_behind_free(struct write_behind *behind)
{
  if (!behind)
    return;
  pthread_mutex_lock(&behind->lock);
  behind->is_closing = true;
  pthread_cond_signal(&behind->work);
  pthread_mutex_unlock(&behind->lock);
  pthread_join(behind->writer, NULL);
  while (free_spare(behind))
    continue;
  pthread_cond_destroy(&behind->work);
  pthread_cond_destroy(&behind->progress);
  pthread_mutex_destroy(&behind->lock);
  free(behind);
}

/* ---- files ---- */

struct behind_file *behind_file_new(struct write_behind *behind, const char *path,
                                    struct err *err)
{
  static const int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
  struct behind_file *file;
  bool is_direct = true;
  int fd = open(path, flags | O_DIRECT, 0600);

  if (fd < 0 &&
      errno == EINVAL) { /* The file system has no such way; the file may be there. */
    is_direct = false;
    fd = open(path, flags & ~O_EXCL, 0600);
  }
  if (fd < 0) {
    err_set(err, ERR_INTERNAL, "A file for the result could not be made: %s",
            strerror(errno));
    return NULL;
  }
  file = must(calloc(1, sizeof *file));
  file->behind = behind;
  file->path = must(strdup(path));
  file->fd = fd;
  file->is_direct = is_direct;
  return file;
}

static bool fail(int problem, struct err *err)
{
  return err_set(err, ERR_INTERNAL, "The result could not be written: %s",
                 strerror(problem));
}

/* What lies around the bytes is written with them. */
static void clear_around(const struct behind_room *room, struct text bytes)
{
  size_t from = (size_t)(bytes.at - room->at), to = from + bytes.len;

  memset(room->at, 0, from);
  memset(room->at + to, 0, round_up(to) - to);
}

static struct piece *piece_new(struct behind_file *file, const struct behind_room *room,
                               size_t size, int64_t offset)
{
  struct piece *piece = must(calloc(1, sizeof *piece));

  *piece = (struct piece){ .behind = file->behind,
                           .file = file,
                           .bytes = room->at,
                           .room = room->size,
                           .size = size,
                           .offset = offset };
  return piece;
}

static void queue(struct piece *piece)
{
  struct behind_file *file = piece->file;
  struct write_behind *behind = file->behind;

  pthread_mutex_lock(&behind->lock);
  piece->next = file->pieces;
  file->pieces = piece;
  piece->added = behind->used = clock_monotonic_ns();
  list_put(&behind->queue, piece);
  if (!piece->older || are_too_many(behind))
    pthread_cond_signal(&behind->work);
  pthread_mutex_unlock(&behind->lock);
}

static int reserve_to(struct behind_file *file, int64_t from, int64_t to)
{
  int problem = fallocate(file->fd, 0, (off_t)from, (off_t)(to - from)) != 0 ? errno : 0;

  return problem == EOPNOTSUPP || problem == ENOSYS ? 0 : problem;
}

/* A full disk is noticed by who adds, not by the writer later. More than is asked for is reserved, where
 * there is more: while the writer writes, the file system lets nobody else change the file. */
static int reserve(struct behind_file *file, size_t size)
{
  int64_t from, to, most;
  int problem = 0;

  pthread_mutex_lock(&file->behind->lock);
  from = file->reserved;
  file->promised += (int64_t)size;
  to = most = file->bytes + file->promised;
  pthread_mutex_unlock(&file->behind->lock);
  if (to <= from)
    return 0;
  if (reserve_to(file, from, to + RESERVE_MORE) == 0)
    most += RESERVE_MORE;
  else
    problem = reserve_to(file, from, to);
  pthread_mutex_lock(&file->behind->lock);
  if (!problem && file->reserved < most)
    file->reserved = most;
  pthread_mutex_unlock(&file->behind->lock);
  return problem;
}

/* Gives where the addition of `size` bytes begins, for which so many were promised. */
static int64_t take_place(struct behind_file *file, size_t size, size_t promised)
{
  int64_t from;

  pthread_mutex_lock(&file->behind->lock);
  from = file->bytes;
  file->bytes += (int64_t)round_up(size);
  file->promised -= (int64_t)promised;
  pthread_mutex_unlock(&file->behind->lock);
  return from;
}

bool behind_file_room(struct behind_file *file, size_t size, struct behind_room *room,
                      struct err *err)
{
  struct write_behind *behind = file->behind;
  size_t rounded = round_up(size ? size : 1);
  int problem = reserve(file, rounded);

  *room = (struct behind_room){ NULL, rounded, rounded, true };
  pthread_mutex_lock(&behind->lock);
  problem = problem ? problem : file->problem;
  if (!problem)
    room->at = find_room(behind, room_for(rounded), &room->size);
  pthread_mutex_unlock(&behind->lock);
  if (problem)
    return fail(problem, err);
  if (!room->at) {
    room->is_lent = false;
    room->at = pages_new(rounded);
  }
  return true;
}

bool behind_room_add(struct behind_file *file, struct behind_room *room,
                     struct text bytes, int64_t *offset, struct err *err)
{
  size_t size = (size_t)(bytes.at - room->at) + bytes.len;
  int64_t from = take_place(file, size, room->promised);
  int problem = 0;

  clear_around(room, bytes);
  *offset = from + (bytes.at - room->at);
  if (room->is_lent) {
    queue(piece_new(file, room, size, from));
  } else {
    problem = write_now(file, text_from(room->at, size), from);
    munmap(room->at, room->size);
  }
  *room = (struct behind_room){ 0 };
  return !problem || fail(problem, err);
}

bool behind_file_add(struct behind_file *file, struct text bytes, int64_t *offset,
                     struct err *err)
{
  struct behind_room room;

  if (!bytes.len) {
    *offset = take_place(file, 0, 0);
    return true;
  }
  if (!behind_file_room(file, bytes.len, &room, err))
    return false;
  memcpy(room.at, bytes.at, bytes.len);
  return behind_room_add(file, &room, text_from(room.at, bytes.len), offset, err);
}

int64_t behind_file_bytes(const struct behind_file *file)
{
  return file->bytes;
}

void behind_file_finish(struct behind_file *file, struct text ending, const char *path)
{
  struct write_behind *behind = file->behind;
  struct behind_file **link = &behind->endings;
  char *copy = must(malloc(ending.len + 1));

  memcpy(copy, ending.at, ending.len);
  pthread_mutex_lock(&behind->lock);
  file->ending = text_from(copy, ending.len);
  file->final_path = must(strdup(path));
  while (*link)
    link = &(*link)->next_ending;
  *link = file;
  pthread_cond_signal(&behind->work);
  pthread_mutex_unlock(&behind->lock);
}

/* Under the lock. */
static void leave_endings(struct behind_file *file)
{
  struct behind_file **link = &file->behind->endings;

  while (*link && *link != file)
    link = &(*link)->next_ending;
  if (*link)
    *link = file->next_ending;
}

void behind_file_free(struct behind_file *file, bool stays)
{
  struct write_behind *behind = file->behind;
  bool hurries;

  pthread_mutex_lock(&behind->lock);
  hurries = stays && file->ending.at;
  behind->hurried += hurries;
  if (hurries)
    pthread_cond_signal(&behind->work);
  while (file->is_busy || (stays && file->ending.at))
    pthread_cond_wait(&behind->progress, &behind->lock);
  behind->hurried -= hurries;
  leave_endings(file);
  while (file->pieces) {
    struct piece *piece = file->pieces;

    forget(piece);
    if (!piece->readers)
      free_piece(piece);
  }
  pthread_mutex_unlock(&behind->lock);
  close_file(file);
  if (!(stays && file->is_finished) && unlink(file->path) != 0 && errno != ENOENT)
    log_warn("results: %s could not be removed: %s", file->path, strerror(errno));
  forget_ending(file);
  free(file->path);
  free(file);
}

/* ---- reading ---- */

bool behind_file_read(struct behind_file *file, int64_t offset, size_t size,
                      struct behind_bytes *bytes)
{
  struct write_behind *behind = file->behind;
  struct piece *piece;

  *bytes = (struct behind_bytes){ .size = size, .fd = -1, .offset = offset };
  pthread_mutex_lock(&behind->lock);
  behind->used = clock_monotonic_ns();
  for (piece = file->pieces; piece; piece = piece->next)
    if (piece->offset <= offset &&
        offset + (int64_t)size <= piece->offset + (int64_t)piece->size)
      break;
  if (piece) {
    piece->readers++;
    bytes->held = piece;
    bytes->at = piece->bytes + (offset - piece->offset);
  } else {
    bytes->fd = open(file->path, O_RDONLY | O_CLOEXEC);
  }
  pthread_mutex_unlock(&behind->lock);
  return bytes->at || bytes->fd >= 0;
}

void behind_bytes_release(struct behind_bytes *bytes)
{
  struct piece *piece = bytes->held;
  struct write_behind *behind = piece ? piece->behind : NULL;

  if (bytes->fd >= 0)
    close(bytes->fd);
  bytes->fd = -1;
  bytes->held = NULL;
  if (!piece)
    return;
  pthread_mutex_lock(&behind->lock);
  if (--piece->readers == 0 && !piece->file)
    free_piece(piece);
  pthread_mutex_unlock(&behind->lock);
}
