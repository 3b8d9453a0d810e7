/* staged_source.h: the files that a statement reads from a stage. */
#ifndef EXEC_STAGED_SOURCE_H
#define EXEC_STAGED_SOURCE_H

#include "exec/pipeline.h"
#include "stage/staged_csv.h"
#include "stage/stage.h"

struct staged_files {
  struct stage_place place;
  struct file_format format;
  struct csv_rules rules;
  struct stage_file *files;
  struct staged_input *inputs; /* Of each file, once staged_files_fetch was called. */
  int count;
  int expected; /* Fields that a record must have; 0: any number. */
  const struct text
    *names; /* Of fields that are matched by their header; NULL: by place. */
  bool names_nocase;
  bool skips_faults;
  int threads; /* That read at once; 0: one, which keeps the order of the records. */
  struct staged_count *counts; /* NULL: nobody asks. */
};

const struct staged_reader *staged_source_reader(void);

/* The files behind a written stage: the format is the stage's own, or CSV's standard. */
bool staged_files_find(struct run *run, struct text written, struct text pattern,
                       struct staged_files *staged, struct err *err) MUST_CHECK;
/* A stage's own format: options, or the name of one, which may have changed since. An empty text leaves it as it is. */
bool staged_format_read(struct run *run, struct text text, struct file_format *format,
                        struct err *err) MUST_CHECK;
/* Sets `format` as the stage of `place` says, where it says something. */
bool staged_files_format(struct run *run, struct staged_files *staged,
                         struct err *err) MUST_CHECK;
/* All but where its bytes are. */
bool staged_input_describe(struct run *run, const struct staged_files *staged,
                           const struct stage_file *file, struct staged_input *input,
                           struct err *err) MUST_CHECK;
/* Where a file's bytes are, for as long as the statement's outcome lives. */
bool staged_input_fetch(struct run *run, struct staged_files *staged,
                        const struct stage_file *file, struct staged_input *input,
                        struct err *err) MUST_CHECK;
/* Whether files of this format can be read. */
bool staged_format_check(const struct file_format *format, struct err *err) MUST_CHECK;
/* Settles the rules of the format, and makes the inputs: paths and digests. */
bool staged_files_fetch(struct run *run, struct staged_files *staged,
                        struct err *err) MUST_CHECK;

#endif
