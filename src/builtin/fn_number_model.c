/* fn_number_model.c: numbers as text by a format model, and back. */
#include "builtin/convert.h"
#include "builtin/fn.h"
#include "builtin/number_model.h"
#include "data/decfloat.h"

struct model_memo {
  bool known;
  struct buf seen;
  struct model model;
};

static const struct model *memo_model(struct model_memo *memo, struct engine_call *call,
                                      int arg, size_t row)
{
  struct text text = call_text(call, arg, row);

  if (memo->known && text_equal(buf_text(&memo->seen), text))
    return &memo->model;
  memo->known = model_compile(text, &memo->model);
  buf_reset(&memo->seen);
  buf_add_text(&memo->seen, text);
  if (memo->known)
    return &memo->model;
  call_fail(call, ERR_NUMBER_INVALID_FORMAT, "Bad number format '" TEXT_FMT "'",
            TEXT_ARG(text));
  return NULL;
}

static void number_text(struct engine_call *call)
{
  struct model_memo memo = { 0 };
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    const struct model *model = memo_model(&memo, call, 2, row);

    if (!model)
      break;
    buf_reset(&out);
    model_print(model, call_int128(call, 0, row), (int)call_int(call, 1, row), &out);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&memo.seen);
  buf_clear(&out);
}

static void float_model(struct engine_call *call)
{
  struct model_memo memo = { 0 };
  struct buf out;

  buf_init(&out);
  for (size_t row = 0; call_next(call, &row); row++) {
    const struct model *model = memo_model(&memo, call, 1, row);

    if (!model)
      break;
    buf_reset(&out);
    model_print_float(model, call_double(call, 0, row), &out);
    call_set_text(call, row, buf_text(&out));
  }
  buf_clear(&memo.seen);
  buf_clear(&out);
}

static void number_model(struct engine_call *call)
{
  struct model_memo memo = { 0 };
  int scale = fn_scale(call);
  int128 value = 0;

  for (size_t row = 0; call_next(call, &row); row++) {
    const struct model *model = memo_model(&memo, call, 1, row);
    struct text text = call_text(call, 0, row);

    if (!model)
      break;
    if (model_read(model, text, (int)call_int(call, 2, row), scale, &value))
      call_set_int128(call, row, value);
    else if (convert_mode(call, 3, row) == CONVERT_OR_NULL)
      call_set_null(call, row);
    else
      call_fail(call, ERR_NUMBER_INVALID_FORMAT,
                "Can't parse '" TEXT_FMT "' as number with format '" TEXT_FMT "'",
                TEXT_ARG(text), TEXT_ARG(call_text(call, 1, row)));
  }
  buf_clear(&memo.seen);
}

/* A model of fixed positions has as many digits after the point as the number that it reads. */
static bool has_fixed_scale(const struct model *model)
{
  return (model->form == MODEL_FIXED || model->form == MODEL_HEX) && !model->exponent;
}

static void decfloat_model(struct engine_call *call)
{
  struct model_memo memo = { 0 };
  char bytes[DECFLOAT_BYTES];
  struct decfloat number;
  int128 value = 0;

  for (size_t row = 0; call_next(call, &row); row++) {
    const struct model *model = memo_model(&memo, call, 1, row);
    struct text text = call_text(call, 0, row);

    if (!model)
      break;
    if (!has_fixed_scale(model))
      call_fail(call, ERR_UNSUPPORTED,
                "Unsupported feature 'TO_DECFLOAT with format " TEXT_FMT "'.",
                TEXT_ARG(call_text(call, 1, row)));
    else if (model_read(model, text, DECFLOAT_DIGITS, model->fraction, &value) &&
             decfloat_make(value, -model->fraction, &number))
      call_set_text(call, row, text_from(bytes, decfloat_pack(number, bytes)));
    else if (convert_mode(call, 2, row) == CONVERT_OR_NULL)
      call_set_null(call, row);
    else
      call_fail(call, ERR_NUMBER_INVALID_FORMAT,
                "Can't parse '" TEXT_FMT "' as number with format '" TEXT_FMT "'",
                TEXT_ARG(text), TEXT_ARG(call_text(call, 1, row)));
  }
  buf_clear(&memo.seen);
}

const struct engine_function_row fn_number_model_rows[] = {
  /* clang-format off */
  { "sg_decfloat_model", "VARCHAR, VARCHAR, BIGINT", "BLOB", decfloat_model, 0 },
  { "sg_number_text", "HUGEINT, BIGINT, VARCHAR", "VARCHAR", number_text, 0 },
  { "sg_float_model", "DOUBLE, VARCHAR",          "VARCHAR", float_model, 0 },
  /* clang-format on */
};

const int fn_number_model_count = sizeof fn_number_model_rows /
                                  sizeof fn_number_model_rows[0];

const struct fn_family_row fn_number_model_families[] = {
  { "sg_number_model_", "VARCHAR, VARCHAR, BIGINT, BIGINT", "@", number_model },
};

const int fn_number_model_family_count = sizeof fn_number_model_families /
                                         sizeof fn_number_model_families[0];
