/* fn.h: the tables of C functions, one for each fn_*.c file, that builtin.c registers. */
#ifndef BUILTIN_FN_H
#define BUILTIN_FN_H

#include "engine/engine_aggregate.h"
#include "engine/engine_function.h"
#include "engine/engine_gather.h"

/* A function that exists once for each scale of a decimal: its name ends in the scale, and @ in
 * its types is DECIMAL(38,scale), or HUGEINT for scale 0. Its context is the scale. */
struct fn_family_row {
  const char *prefix; /* "sg_number_" makes sg_number_0 to sg_number_37. */
  const char *takes;
  const char *gives;
  engine_function_body body;
};

extern const struct engine_function_row fn_array_rows[];
extern const int fn_array_count;
extern const struct engine_function_row fn_cast_rows[];
extern const int fn_cast_count;
extern const struct engine_function_row fn_cast_json_rows[];
extern const int fn_cast_json_count;
extern const struct engine_function_row fn_cast_sure_rows[];
extern const int fn_cast_sure_count;
extern const struct engine_function_row fn_cast_time_rows[];
extern const int fn_cast_time_count;
extern const struct engine_function_row fn_cipher_rows[];
extern const int fn_cipher_count;
extern const struct engine_function_row fn_collation_rows[];
extern const int fn_collation_count;
extern const struct engine_function_row fn_compress_rows[];
extern const int fn_compress_count;
extern const struct engine_function_row fn_decfloat_rows[];
extern const int fn_decfloat_count;
extern const struct engine_function_row fn_encode_rows[];
extern const int fn_encode_count;
extern const struct engine_aggregate_row fn_event_rows[];
extern const int fn_event_count;
extern const struct engine_function_row fn_file_rows[];
extern const int fn_file_count;
extern const struct engine_function_row fn_geo_rows[];
extern const int fn_geo_count;
extern const struct engine_function_row fn_geo_hash_rows[];
extern const int fn_geo_hash_count;
extern const struct engine_function_row fn_geo_interpolate_rows[];
extern const int fn_geo_interpolate_count;
extern const struct engine_function_row fn_geo_parts_rows[];
extern const int fn_geo_parts_count;
extern const struct engine_function_row fn_geo_relate_rows[];
extern const int fn_geo_relate_count;
extern const struct engine_function_row fn_geo_transform_rows[];
extern const int fn_geo_transform_count;
extern const struct engine_function_row fn_h3_rows[];
extern const int fn_h3_count;
extern const struct engine_function_row fn_match_rows[];
extern const int fn_match_count;
extern const struct engine_function_row fn_metadata_rows[];
extern const int fn_metadata_count;
extern const struct engine_function_row fn_number_rows[];
extern const int fn_number_count;
extern const struct engine_function_row fn_number_model_rows[];
extern const int fn_number_model_count;
extern const struct engine_function_row fn_random_rows[];
extern const int fn_random_count;
extern const struct engine_function_row fn_structure_rows[];
extern const int fn_structure_count;
extern const struct engine_function_row fn_search_rows[];
extern const int fn_search_count;
extern const struct engine_function_row fn_table_rows[];
extern const int fn_table_count;
extern const struct engine_function_row fn_time_rows[];
extern const int fn_time_count;
extern const struct engine_function_row fn_time_parts_rows[];
extern const int fn_time_parts_count;
extern const struct engine_function_row fn_alike_rows[];
extern const int fn_alike_count;
extern const struct engine_function_row fn_text_rows[];
extern const int fn_text_count;
extern const struct engine_function_row fn_regexp_rows[];
extern const int fn_regexp_count;
extern const struct engine_function_row fn_variant_rows[];
extern const int fn_variant_count;
extern const struct engine_function_row fn_vector_rows[];
extern const int fn_vector_count;
extern const struct engine_function_row fn_xml_rows[];
extern const int fn_xml_count;

extern const struct engine_gather_row fn_datasketch_gathers[];
extern const int fn_datasketch_gather_count;
extern const struct engine_function_row fn_datasketch_rows[];
extern const int fn_datasketch_count;
extern const struct engine_gather_row fn_decfloat_gathers[];
extern const int fn_decfloat_gather_count;
extern const struct engine_gather_row fn_digest_gathers[];
extern const int fn_digest_gather_count;
extern const struct engine_function_row fn_digest_rows[];
extern const int fn_digest_count;
extern const struct engine_gather_row fn_hll_gathers[];
extern const int fn_hll_gather_count;
extern const struct engine_function_row fn_hll_rows[];
extern const int fn_hll_count;
extern const struct engine_gather_row fn_minhash_gathers[];
extern const int fn_minhash_gather_count;
extern const struct engine_gather_row fn_topk_gathers[];
extern const int fn_topk_gather_count;
extern const struct engine_function_row fn_topk_rows[];
extern const int fn_topk_count;

extern const struct fn_family_row fn_cast_families[];
extern const int fn_cast_family_count;
extern const struct fn_family_row fn_cast_sure_families[];
extern const int fn_cast_sure_family_count;
extern const struct fn_family_row fn_number_families[];
extern const int fn_number_family_count;
extern const struct fn_family_row fn_number_model_families[];
extern const int fn_number_model_family_count;
extern const struct fn_family_row fn_random_families[];
extern const int fn_random_family_count;

/* The scale of the family member that a call runs. */
int fn_scale(const struct engine_call *call);

#endif
