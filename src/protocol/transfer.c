/* transfer.c: the answer to PUT and GET: by what URLs the client itself moves which files. */
#include "protocol/transfer.h"

#include "data/json.h"
#include "data/member.h"

#define THRESHOLD 209715200 /* Bytes from which drivers move a file in parts. */

static void put_texts(struct buf *out, const char *name, const struct text *texts,
                      int count)
{
  member_open(out, name, '[');
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
  member_open(out, "stageInfo", '{');
  member_text(out, "locationType", TEXT("GCS"));
  put_place(out, "location", answer);
  member_text(out, "path", answer->path);
  member_text(out, "region", TEXT("us-central1"));
  member_null(out, "storageAccount");
  member_bool(out, "isClientSideEncrypted", false);
  member_text(out, "endPoint", answer->endpoint);
  member_bool(out, "useS3RegionalUrl", false);
  member_bool(out, "useRegionalUrl", false);
  member_bool(out, "useVirtualUrl", false);
  member_null(out, "volumeHash");
  member_open(out, "creds", '{');
  if (answer->token.len)
    member_text(out, "GCS_ACCESS_TOKEN", answer->token);
  json_put_close(out, '}');
  if (answer->is_upload && !answer->token.len)
    member_text(out, "presignedUrl", answer->urls[0]);
  json_put_close(out, '}');
}

static void put_upload(struct buf *out, const struct transfer_answer *answer)
{
  member_text(out, "command", TEXT("UPLOAD"));
  put_texts(out, "src_locations", &answer->local, 1);
  member_bool(out, "autoCompress", answer->auto_compress);
  member_text(out, "sourceCompression", answer->compression);
  member_bool(out, "overwrite", answer->overwrite);
  member_null(out, "localLocation");
  member_null(out, "presignedUrls");
  member_null(out, "encryptionMaterial");
}

/* The list of URLs must be there, even when a token is used in their place. */
static void put_download(struct buf *out, const struct transfer_answer *answer)
{
  member_text(out, "command", TEXT("DOWNLOAD"));
  put_texts(out, "src_locations", answer->names, answer->count);
  member_text(out, "localLocation", answer->local);
  put_texts(out, "presignedUrls", answer->urls, answer->token.len ? 0 : answer->count);
  put_texts(out, "encryptionMaterial", NULL, 0);
}

void transfer_put(struct buf *out, const struct transfer_answer *answer)
{
  json_put_open(out, '{');
  member_open(out, "data", '{');
  if (answer->is_upload)
    put_upload(out, answer);
  else
    put_download(out, answer);
  member_int(out, "parallel", answer->parallel);
  member_int(out, "threshold", THRESHOLD);
  member_bool(out, "clientShowEncryptionParameter", false);
  put_stage_info(out, answer);
  member_null(out, "kind");
  member_text(out, "operation", TEXT("Node"));
  member_text(out, "queryId", answer->query_id);
  member_int(out, "statementTypeId", answer->type_id);
  put_texts(out, "parameters", NULL, 0);
  json_put_close(out, '}');
  member_null(out, "code");
  member_null(out, "message");
  member_bool(out, "success", true);
  json_put_close(out, '}');
}
