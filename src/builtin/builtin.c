/* builtin.c: registers all of Snowflake's functions that are written in C. */
#include "builtin/builtin.h"

#include <stdio.h>
#include <string.h>

#include "builtin/fn.h"

#define SCALES 38
#define TYPES_SIZE 128

static const int scales[SCALES] = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12,
                                    13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
                                    26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37 };

int fn_scale(const struct engine_call *call)
{
  return *(const int *)call_context(call);
}

/* Writes the types with every @ replaced by the decimal of this scale. */
static void expand_types(const char *types, int scale, char out[TYPES_SIZE])
{
  size_t at = 0;

  for (; *types && at < TYPES_SIZE - 1; types++) {
    if (*types != '@')
      out[at++] = *types;
    else if (scale == 0)
      at += (size_t)snprintf(out + at, TYPES_SIZE - at, "HUGEINT");
    else
      at += (size_t)snprintf(out + at, TYPES_SIZE - at, "DECIMAL(38,%d)", scale);
  }
  out[at < TYPES_SIZE ? at : TYPES_SIZE - 1] = '\0';
}

static bool register_rows(struct engine_connection *connection,
                          const struct engine_function_row *rows, int count,
                          struct err *err)
{
  for (int i = 0; i < count; i++) {
    if (!engine_register(connection, &rows[i], NULL, err))
      return false;
  }
  return true;
}

static bool register_aggregates(struct engine_connection *connection,
                                const struct engine_aggregate_row *rows, int count,
                                struct err *err)
{
  for (int i = 0; i < count; i++) {
    if (!engine_register_aggregate(connection, &rows[i], err))
      return false;
  }
  return true;
}

static bool register_gathers(struct engine_connection *connection,
                             const struct engine_gather_row *rows, int count,
                             struct err *err)
{
  for (int i = 0; i < count; i++) {
    if (!engine_register_gather(connection, &rows[i], err))
      return false;
  }
  return true;
}

/* Aggregates that gather values into sketches, and the functions of their states. */
static bool register_sketches(struct engine_connection *connection, struct err *err)
{
  return register_gathers(connection, fn_datasketch_gathers, fn_datasketch_gather_count,
                          err) &&
         register_rows(connection, fn_datasketch_rows, fn_datasketch_count, err) &&
         register_gathers(connection, fn_digest_gathers, fn_digest_gather_count, err) &&
         register_rows(connection, fn_digest_rows, fn_digest_count, err) &&
         register_gathers(connection, fn_hll_gathers, fn_hll_gather_count, err) &&
         register_rows(connection, fn_hll_rows, fn_hll_count, err) &&
         register_gathers(connection, fn_minhash_gathers, fn_minhash_gather_count, err) &&
         register_gathers(connection, fn_topk_gathers, fn_topk_gather_count, err) &&
         register_rows(connection, fn_topk_rows, fn_topk_count, err);
}

static bool register_family(struct engine_connection *connection,
                            const struct fn_family_row *family, struct err *err)
{
  for (int i = 0; i < SCALES; i++) {
    char name[64];
    char takes[TYPES_SIZE];
    char gives[TYPES_SIZE];
    struct engine_function_row row = { name, takes, gives, family->body, 0 };

    snprintf(name, sizeof name, "%s%d", family->prefix, i);
    expand_types(family->takes, i, takes);
    expand_types(family->gives, i, gives);
    if (!engine_register(connection, &row, (void *)(uintptr_t)&scales[i], err))
      return false;
  }
  return true;
}

static bool register_families(struct engine_connection *connection,
                              const struct fn_family_row *families, int count,
                              struct err *err)
{
  for (int i = 0; i < count; i++) {
    if (!register_family(connection, &families[i], err))
      return false;
  }
  return true;
}

bool builtin_register(struct engine_connection *connection, struct err *err)
{
  return register_rows(connection, fn_array_rows, fn_array_count, err) &&
         register_rows(connection, fn_cast_rows, fn_cast_count, err) &&
         register_rows(connection, fn_cipher_rows, fn_cipher_count, err) &&
         register_rows(connection, fn_collation_rows, fn_collation_count, err) &&
         register_rows(connection, fn_compress_rows, fn_compress_count, err) &&
         register_rows(connection, fn_decfloat_rows, fn_decfloat_count, err) &&
         register_gathers(connection, fn_decfloat_gathers, fn_decfloat_gather_count,
                          err) &&
         register_rows(connection, fn_encode_rows, fn_encode_count, err) &&
         register_rows(connection, fn_cast_json_rows, fn_cast_json_count, err) &&
         register_rows(connection, fn_cast_sure_rows, fn_cast_sure_count, err) &&
         register_rows(connection, fn_cast_time_rows, fn_cast_time_count, err) &&
         register_aggregates(connection, fn_event_rows, fn_event_count, err) &&
         register_sketches(connection, err) &&
         register_rows(connection, fn_file_rows, fn_file_count, err) &&
         register_rows(connection, fn_geo_rows, fn_geo_count, err) &&
         register_rows(connection, fn_geo_hash_rows, fn_geo_hash_count, err) &&
         register_rows(connection, fn_geo_interpolate_rows, fn_geo_interpolate_count,
                       err) &&
         register_rows(connection, fn_geo_parts_rows, fn_geo_parts_count, err) &&
         register_rows(connection, fn_geo_relate_rows, fn_geo_relate_count, err) &&
         register_rows(connection, fn_geo_transform_rows, fn_geo_transform_count, err) &&
         register_rows(connection, fn_h3_rows, fn_h3_count, err) &&
         register_rows(connection, fn_metadata_rows, fn_metadata_count, err) &&
         register_rows(connection, fn_number_rows, fn_number_count, err) &&
         register_rows(connection, fn_number_model_rows, fn_number_model_count, err) &&
         register_rows(connection, fn_random_rows, fn_random_count, err) &&
         register_rows(connection, fn_structure_rows, fn_structure_count, err) &&
         register_rows(connection, fn_search_rows, fn_search_count, err) &&
         register_rows(connection, fn_match_rows, fn_match_count, err) &&
         register_rows(connection, fn_table_rows, fn_table_count, err) &&
         register_rows(connection, fn_time_rows, fn_time_count, err) &&
         register_rows(connection, fn_time_parts_rows, fn_time_parts_count, err) &&
         register_rows(connection, fn_alike_rows, fn_alike_count, err) &&
         register_rows(connection, fn_text_rows, fn_text_count, err) &&
         register_rows(connection, fn_regexp_rows, fn_regexp_count, err) &&
         register_rows(connection, fn_variant_rows, fn_variant_count, err) &&
         register_rows(connection, fn_vector_rows, fn_vector_count, err) &&
         register_rows(connection, fn_xml_rows, fn_xml_count, err) &&
         register_families(connection, fn_cast_families, fn_cast_family_count, err) &&
         register_families(connection, fn_cast_sure_families, fn_cast_sure_family_count,
                           err) &&
         register_families(connection, fn_number_families, fn_number_family_count, err) &&
         register_families(connection, fn_number_model_families,
                           fn_number_model_family_count, err) &&
         register_families(connection, fn_random_families, fn_random_family_count, err);
}
