/* transfer.c: the answer to PUT and GET: by what URLs the client itself moves which files. */
#include "protocol/transfer.h"

#include "data/json.h"

#define THRESHOLD 209715200 /* Bytes from which drivers move a file in parts. */

static void put_text(struct buf *out, const char *name, struct text text)
{
  json_put_name(out, name);
  json_put_text(out, text);
}

static void put_int(struct buf *out, const char *name, int64_t value)
{
  json_put_name(out, name);
  json_put_int(out, value);
}

static void put_bool(struct buf *out, const char *name, bool value)
{
  json_put_name(out, name);
  json_put_bool(out, value);
}

static void put_null(struct buf *out, const char *name)
{
  json_put_name(out, name);
  json_put_null(out);
}

static void put_texts(struct buf *out, const char *name, const struct text *texts,
                      int count)
{
  json_put_name(out, name);
  json_put_open(out, '[');
  for (int i = 0; i < count; i++)
    json_put_text(out, texts[i]);
  json_put_close(out, ']');
}

static void put_place(struct buf *out, const char *name,
                      const struct transfer_answer *answer)
{
  json_put_name(out, name);
  buf_add_char(out, '"');
  json_put_escaped(out, answer->bucket);
  buf_add_char(out, '/');
  json_put_escaped(out, answer->path);
  buf_add_char(out, '"');
}

/* Drivers decide by which keys are there: JDBC reads null as a text. */
static void put_stage_info(struct buf *out, const struct transfer_answer *answer)
{
  json_put_name(out, "stageInfo");
  json_put_open(out, '{');
  put_text(out, "locationType", TEXT("GCS"));
  put_place(out, "location", answer);
  put_text(out, "path", answer->path);
  put_text(out, "region", TEXT("us-central1"));
  put_null(out, "storageAccount");
  put_bool(out, "isClientSideEncrypted", false);
  put_text(out, "endPoint", answer->endpoint);
  put_bool(out, "useS3RegionalUrl", false);
  put_bool(out, "useRegionalUrl", false);
  put_bool(out, "useVirtualUrl", false);
  put_null(out, "volumeHash");
  json_put_name(out, "creds");
  json_put_open(out, '{');
  if (answer->token.len)
    put_text(out, "GCS_ACCESS_TOKEN", answer->token);
  json_put_close(out, '}');
  if (answer->is_upload && !answer->token.len)
    put_text(out, "presignedUrl", answer->urls[0]);
  json_put_close(out, '}');
}

static void put_upload(struct buf *out, const struct transfer_answer *answer)
{
  put_text(out, "command", TEXT("UPLOAD"));
  put_texts(out, "src_locations", &answer->local, 1);
  put_bool(out, "autoCompress", answer->auto_compress);
  put_text(out, "sourceCompression", answer->compression);
  put_bool(out, "overwrite", answer->overwrite);
  put_null(out, "localLocation");
  put_null(out, "presignedUrls");
  put_null(out, "encryptionMaterial");
}

/* The list of URLs must be there, even when a token is used in their place. */
static void put_download(struct buf *out, const struct transfer_answer *answer)
{
  put_text(out, "command", TEXT("DOWNLOAD"));
  put_texts(out, "src_locations", answer->names, answer->count);
  put_text(out, "localLocation", answer->local);
  put_texts(out, "presignedUrls", answer->urls, answer->token.len ? 0 : answer->count);
  put_texts(out, "encryptionMaterial", NULL, 0);
}

void transfer_put(struct buf *out, const struct transfer_answer *answer)
{
  json_put_open(out, '{');
  json_put_name(out, "data");
  json_put_open(out, '{');
  if (answer->is_upload)
    put_upload(out, answer);
  else
    put_download(out, answer);
  put_int(out, "parallel", answer->parallel);
  put_int(out, "threshold", THRESHOLD);
  put_bool(out, "clientShowEncryptionParameter", false);
  put_stage_info(out, answer);
  put_null(out, "kind");
  put_text(out, "operation", TEXT("Node"));
  put_text(out, "queryId", answer->query_id);
  put_int(out, "statementTypeId", answer->type_id);
  put_texts(out, "parameters", NULL, 0);
  json_put_close(out, '}');
  put_null(out, "code");
  put_null(out, "message");
  put_bool(out, "success", true);
  json_put_close(out, '}');
}
