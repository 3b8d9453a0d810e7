/* document_reader.c: the documents of a file, whatever its format. */
#include "stage/document_reader.h"

#include <assert.h>
#include <stdlib.h>

#include "stage/document_avro.h"
#include "stage/document_json.h"
#include "stage/document_xml.h"

struct document_reader {
  enum format_type type;
  struct byte_window window;
  struct document_json *json;
  struct document_xml *xml;
  struct document_avro *avro;
};

static struct document_reader *reader_new(const struct file_format *format)
{
  struct document_reader *reader = calloc(1, sizeof *reader);

  if (!reader)
    abort();
  reader->type = format->type;
  switch (format->type) {
  case FORMAT_JSON: reader->json = document_json_new(format); break;
  case FORMAT_XML: reader->xml = document_xml_new(format); break;
  case FORMAT_AVRO: reader->avro = document_avro_new(format); break;
  case FORMAT_CSV:
  case FORMAT_ORC:
  case FORMAT_PARQUET:
  case FORMAT_CUSTOM: assert(!"a format of documents");
  }
  return reader;
}

struct document_reader *document_reader_open(const char *path, struct text name,
                                             const struct file_format *format,
                                             struct err *err)
{
  struct document_reader *reader = reader_new(format);

  if (byte_window_open(&reader->window, path, name, format, err))
    return reader;
  document_reader_close(reader);
  return NULL;
}

struct document_reader *document_reader_over(struct text bytes,
                                             const struct file_format *format)
{
  struct document_reader *reader = reader_new(format);

  byte_window_over(&reader->window, bytes);
  return reader;
}

bool document_reader_next(struct document_reader *reader, struct document *document,
                          struct err *err)
{
  bool ok = false;

  *document = (struct document){ 0 };
  if (reader->json)
    ok = document_json_next(reader->json, &reader->window, document, err);
  else if (reader->xml)
    ok = document_xml_next(reader->xml, &reader->window, document, err);
  else
    ok = document_avro_next(reader->avro, &reader->window, document, err);
  if (ok && document->is_bad &&
      (!text_is_utf8(document->problem) || !text_is_utf8(document->from))) {
    document->problem = TEXT("Invalid UTF8 detected");
    document->from = TEXT("");
  }
  return ok;
}

void document_reader_close(struct document_reader *reader)
{
  if (!reader)
    return;
  document_json_free(reader->json);
  document_xml_free(reader->xml);
  document_avro_free(reader->avro);
  byte_window_close(&reader->window);
  free(reader);
}
