/* content_type.c: media types of files by their names, and what kinds of content they are. */
#include "data/content_type.h"

/* Sorted by ending. */
static const struct {
  const char *ending, *type;
} endings[] = {
  /* clang-format off */
  { "7z",   "application/x-7z-compressed" },
  { "avi",  "video/x-msvideo" },
  { "bmp",  "image/bmp" },
  { "csv",  "text/csv" },
  { "doc",  "application/msword" },
  { "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
  { "exe",  "application/vnd.microsoft.portable-executable" },
  { "gif",  "image/gif" },
  { "gz",   "application/gzip" },
  { "html", "text/html" },
  { "ico",  "image/x-icon" },
  { "jpeg", "image/jpeg" },
  { "jpg",  "image/jpeg" },
  { "json", "application/json" },
  { "log",  "text/plain" },
  { "md",   "text/markdown" },
  { "mov",  "video/quicktime" },
  { "mp3",  "audio/mpeg" },
  { "mp4",  "video/mp4" },
  { "pdf",  "application/pdf" },
  { "png",  "image/png" },
  { "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation" },
  { "py",   "text/x-python" },
  { "rar",  "application/vnd.rar" },
  { "svg",  "image/svg+xml" },
  { "tar",  "application/x-tar" },
  { "tiff", "image/tiff" },
  { "tsv",  "text/tab-separated-values" },
  { "txt",  "text/plain" },
  { "wav",  "audio/x-wav" },
  { "webp", "image/webp" },
  { "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
  { "xml",  "application/xml" },
  { "zip",  "application/zip" },
  /* clang-format on */
};

/* Sorted by type. What is missing is missing in Snowflake, too: audio/mp4, application/x-gzip, text/x-python
 * and the like are of no kind. */
static const struct {
  const char *type;
  int kinds;
} kinds[] = {
  /* clang-format off */
  { "application/epub+zip",                    CONTENT_DOCUMENT },
  { "application/gzip",                        CONTENT_COMPRESSED },
  { "application/json",                        CONTENT_DOCUMENT },
  { "application/msword",                      CONTENT_DOCUMENT },
  { "application/pdf",                         CONTENT_DOCUMENT },
  { "application/rtf",                         CONTENT_DOCUMENT },
  { "application/vnd.ms-excel",                CONTENT_DOCUMENT },
  { "application/vnd.ms-powerpoint",           CONTENT_DOCUMENT },
  { "application/vnd.oasis.opendocument.text", CONTENT_DOCUMENT },
  { "application/vnd.openxmlformats-officedocument.presentationml.presentation", CONTENT_DOCUMENT },
  { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",         CONTENT_DOCUMENT },
  { "application/vnd.openxmlformats-officedocument.wordprocessingml.document",   CONTENT_DOCUMENT },
  { "application/vnd.rar",                     CONTENT_COMPRESSED },
  { "application/x-bzip",                      CONTENT_COMPRESSED },
  { "application/x-bzip2",                     CONTENT_COMPRESSED },
  { "application/x-tar",                       CONTENT_COMPRESSED },
  { "application/x-zip-compressed",            CONTENT_COMPRESSED },
  { "application/xml",                         CONTENT_DOCUMENT },
  { "application/zip",                         CONTENT_COMPRESSED },
  { "audio/aac",                               CONTENT_AUDIO },
  { "audio/flac",                              CONTENT_AUDIO },
  { "audio/midi",                              CONTENT_AUDIO },
  { "audio/mpeg",                              CONTENT_AUDIO },
  { "audio/ogg",                               CONTENT_AUDIO },
  { "audio/opus",                              CONTENT_AUDIO },
  { "audio/wav",                               CONTENT_AUDIO },
  { "audio/webm",                              CONTENT_AUDIO },
  { "audio/x-aiff",                            CONTENT_AUDIO },
  { "audio/x-m4a",                             CONTENT_AUDIO },
  { "audio/x-ms-wma",                          CONTENT_AUDIO },
  { "audio/x-wav",                             CONTENT_AUDIO },
  { "image/apng",                              CONTENT_IMAGE },
  { "image/avif",                              CONTENT_IMAGE },
  { "image/bmp",                               CONTENT_IMAGE },
  { "image/gif",                               CONTENT_IMAGE },
  { "image/heic",                              CONTENT_IMAGE },
  { "image/jpeg",                              CONTENT_IMAGE },
  { "image/jpg",                               CONTENT_IMAGE },
  { "image/png",                               CONTENT_IMAGE },
  { "image/svg+xml",                           CONTENT_IMAGE },
  { "image/tiff",                              CONTENT_IMAGE },
  { "image/vnd.microsoft.icon",                CONTENT_IMAGE },
  { "image/webp",                              CONTENT_IMAGE },
  { "image/x-icon",                            CONTENT_IMAGE },
  { "image/x-tiff",                            CONTENT_IMAGE },
  { "text/calendar",                           CONTENT_DOCUMENT },
  { "text/csv",                                CONTENT_DOCUMENT },
  { "text/html",                               CONTENT_DOCUMENT },
  { "text/markdown",                           CONTENT_DOCUMENT },
  { "text/plain",                              CONTENT_DOCUMENT },
  { "text/xml",                                CONTENT_DOCUMENT },
  { "video/3gpp",                              CONTENT_VIDEO },
  { "video/mp2t",                              CONTENT_VIDEO },
  { "video/mp4",                               CONTENT_VIDEO },
  { "video/mpeg",                              CONTENT_VIDEO },
  { "video/ogg",                               CONTENT_VIDEO },
  { "video/quicktime",                         CONTENT_VIDEO },
  { "video/webm",                              CONTENT_VIDEO },
  { "video/x-flv",                             CONTENT_VIDEO },
  { "video/x-matroska",                        CONTENT_VIDEO },
  { "video/x-ms-asf",                          CONTENT_VIDEO },
  { "video/x-ms-wmv",                          CONTENT_VIDEO },
  { "video/x-msvideo",                         CONTENT_VIDEO | CONTENT_AUDIO },
  /* clang-format on */
};

/* "png" of "a.b/c.png"; empty where no point is in the last part. */
static struct text ending_of(struct text path)
{
  for (size_t at = path.len; at > 0 && path.at[at - 1] != '/'; at--)
    if (path.at[at - 1] == '.')
      return text_slice(path, at, path.len);
  return TEXT("");
}

const char *content_type_of(struct text path)
{
  struct text ending = ending_of(path);

  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
    if (text_is_nocase(ending, endings[i].ending))
      return endings[i].type;
  return "application/octet-stream";
}

int content_kinds(struct text type)
{
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (text_is(type, kinds[i].type))
      return kinds[i].kinds;
  return 0;
}

const char *content_kind_name(int set)
{
  static const char *const names[] = { "image", "video", "audio", "document",
                                       "compressed" };

  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (set & 1 << i)
      return names[i];
  return "unknown";
}
