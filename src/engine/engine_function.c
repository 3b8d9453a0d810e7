/* engine_function.c: scalar functions in C for the engine. */
#include "engine/engine_function.h"

#include <duckdb.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine_fallible.h"
#include "engine/engine_handle.h"
#include "engine/engine_vector.h"

#define MAX_PARAMETERS 16
#define MAX_FIELDS 8
#define FIRST_ELEMENTS 2048

struct value_type {
  bool any; /* The kind is known only from the vector at hand. */
  enum batch_kind kind;
  int scale;
  int fields; /* Of the structs that a list holds; otherwise 0. */
};

/* What DuckDB keeps for a registered function. */
struct function {
  engine_function_body body;
  void *context;
  int flags;
  size_t state_size;
  int parameter_count;
  struct value_type parameters[MAX_PARAMETERS]; /* The last one repeats. */
  struct value_type result;
};

/* A field of a list's elements. */
struct field {
  duckdb_vector vector;
  void *data;
  uint64_t *valid;
};

struct engine_call {
  const struct function *function;
  void *state;
  size_t rows;
  int arg_count;
  struct batch_column *args;
  bool has_null; /* Some argument has a NULL somewhere. */
  duckdb_vector result;
  void *data;
  uint64_t *valid; /* NULL until the first NULL of the result. */
  bool failed;
  struct buf error;
  duckdb_list_entry *list; /* Of the row at hand. */
  struct field fields[MAX_FIELDS];
  size_t element_count, element_room;
  atomic_llong *counter;
};

/* What the copies of one call in a statement share. */
struct shared_counter {
  atomic_llong next;
  atomic_int holders;
};

/* Running. */

size_t call_rows(const struct engine_call *call)
{
  return call->rows;
}

int call_arg_count(const struct engine_call *call)
{
  return call->arg_count;
}

void *call_context(const struct engine_call *call)
{
  return call->function->context;
}

void *call_state(const struct engine_call *call)
{
  return call->state;
}

bool call_arg_is_null(const struct engine_call *call, int arg, size_t row)
{
  return batch_is_null(&call->args[arg], row);
}

struct text call_text(const struct engine_call *call, int arg, size_t row)
{
  return batch_text(&call->args[arg], row);
}

int64_t call_int(const struct engine_call *call, int arg, size_t row)
{
  return (int64_t)call_int128(call, arg, row);
}

int128 call_int128(const struct engine_call *call, int arg, size_t row)
{
  int128 value;

  batch_int(&call->args[arg], row, &value);
  return value;
}

double call_double(const struct engine_call *call, int arg, size_t row)
{
  return batch_double(&call->args[arg], row);
}

static bool has_null_arg(const struct engine_call *call, size_t row)
{
  for (int i = 0; i < call->arg_count; i++)
    if (batch_is_null(&call->args[i], row))
      return true;
  return false;
}

bool call_next(struct engine_call *call, size_t *row)
{
  if (call->has_null && !(call->function->flags & ENGINE_SEES_NULLS)) {
    while (*row < call->rows && has_null_arg(call, *row))
      call_set_null(call, (*row)++);
  }
  return *row < call->rows && !call->failed;
}

void call_set_null(struct engine_call *call, size_t row)
{
  if (!call->valid) {
    duckdb_vector_ensure_validity_writable(call->result);
    call->valid = duckdb_vector_get_validity(call->result);
  }
  call->valid[row / 64] &= ~((uint64_t)1 << (row % 64));
}

void call_set_text(struct engine_call *call, size_t row, struct text text)
{
  duckdb_unsafe_vector_assign_string_element_len(call->result, row, text.at, text.len);
}

void call_set_int(struct engine_call *call, size_t row, int64_t value)
{
  if (call->function->result.kind == BATCH_I64)
    ((int64_t *)call->data)[row] = value;
  else
    call_set_int128(call, row, value);
}

/* The narrow kinds by their limits. */
static bool fits(int128 value, enum batch_kind kind)
{
  switch (kind) {
  case BATCH_BOOL: return true;
  case BATCH_I8: return value >= INT8_MIN && value <= INT8_MAX;
  case BATCH_I16: return value >= INT16_MIN && value <= INT16_MAX;
  case BATCH_I32:
  case BATCH_DATE: return value >= INT32_MIN && value <= INT32_MAX;
  case BATCH_I64: return value >= INT64_MIN && value <= INT64_MAX;
  case BATCH_I128: return true;
  case BATCH_U8: return value >= 0 && value <= UINT8_MAX;
  case BATCH_U16: return value >= 0 && value <= UINT16_MAX;
  case BATCH_U32: return value >= 0 && value <= UINT32_MAX;
  case BATCH_U64: return value >= 0 && value <= UINT64_MAX;
  case BATCH_F32:
  case BATCH_F64:
  case BATCH_TEXT:
  case BATCH_BYTES:
  case BATCH_NULLS: break;
  }
  return false;
}

void call_set_int128(struct engine_call *call, size_t row, int128 value)
{
  enum batch_kind kind = call->function->result.kind;
  void *data = call->data;

  if (!fits(value, kind)) {
    call_fail_wide(call);
    return;
  }
  switch (kind) {
  case BATCH_BOOL: ((uint8_t *)data)[row] = value != 0; break;
  case BATCH_I8:
  case BATCH_U8: ((uint8_t *)data)[row] = (uint8_t)value; break;
  case BATCH_I16:
  case BATCH_U16: ((uint16_t *)data)[row] = (uint16_t)value; break;
  case BATCH_I32:
  case BATCH_U32:
  case BATCH_DATE: ((uint32_t *)data)[row] = (uint32_t)value; break;
  case BATCH_I64:
  case BATCH_U64: ((uint64_t *)data)[row] = (uint64_t)value; break;
  case BATCH_I128: memcpy((char *)data + row * sizeof value, &value, sizeof value); break;
  case BATCH_F32:
  case BATCH_F64:
  case BATCH_TEXT:
  case BATCH_BYTES:
  case BATCH_NULLS: break;
  }
}

void call_set_double(struct engine_call *call, size_t row, double value)
{
  if (call->function->result.kind == BATCH_F32)
    ((float *)call->data)[row] = (float)value;
  else
    ((double *)call->data)[row] = value;
}

/* Lists. */

void call_begin_list(struct engine_call *call, size_t row)
{
  call->list = (duckdb_list_entry *)call->data + row;
  call->list->offset = call->element_count;
}

size_t call_list_length(const struct engine_call *call)
{
  return call->list->length;
}

/* The new room is NULL in all fields. */
static void grow_elements(struct engine_call *call)
{
  size_t from = call->element_room;
  duckdb_vector elements;

  call->element_room = from ? from * 2 : FIRST_ELEMENTS;
  duckdb_list_vector_reserve(call->result, call->element_room);
  elements = duckdb_list_vector_get_child(call->result);
  for (int i = 0; i < call->function->result.fields; i++) {
    struct field *field = &call->fields[i];

    field->vector = duckdb_struct_vector_get_child(elements, (idx_t)i);
    duckdb_vector_ensure_validity_writable(field->vector);
    field->data = duckdb_vector_get_data(field->vector);
    field->valid = duckdb_vector_get_validity(field->vector);
    memset(field->valid + from / 64, 0, (call->element_room - from) / 8);
  }
}

void call_add_element(struct engine_call *call)
{
  if (call->element_count == call->element_room)
    grow_elements(call);
  call->element_count++;
  call->list->length++;
}

static struct field *set_field(struct engine_call *call, int field, size_t at)
{
  call->fields[field].valid[at / 64] |= (uint64_t)1 << (at % 64);
  return &call->fields[field];
}

void call_set_field_text(struct engine_call *call, int field, struct text text)
{
  size_t at = call->element_count - 1;

  duckdb_unsafe_vector_assign_string_element_len(set_field(call, field, at)->vector, at,
                                                 text.at, text.len);
}

void call_set_field_int(struct engine_call *call, int field, int64_t value)
{
  size_t at = call->element_count - 1;

  ((int64_t *)set_field(call, field, at)->data)[at] = value;
}

int64_t call_take_numbers(struct engine_call *call, int64_t count)
{
  return atomic_fetch_add(call->counter, count) + 1;
}

void call_fail(struct engine_call *call, enum err_code code, const char *format, ...)
{
  char message[ERR_MESSAGE_SIZE];
  va_list list;

  if (call->failed)
    return;
  va_start(list, format);
  vsnprintf(message, sizeof message, format, list);
  va_end(list);
  call->failed = true;
  engine_error_text(code, text_of(message), &call->error);
}

void call_fail_wide(struct engine_call *call)
{
  if (call->failed)
    return;
  call->failed = true;
  engine_error_wide(&call->error);
}

/* Where an argument's vector is read; false after call_fail. */
static bool open_arg(struct engine_call *call, duckdb_vector vector,
                     const struct value_type *type, struct batch_column *column)
{
  enum batch_kind kind = type->kind;
  int scale = type->scale;

  if (type->any) {
    duckdb_logical_type at_hand = duckdb_vector_get_column_type(vector);
    struct err err;
    bool ok = vector_kind(at_hand, &kind, &scale, &err);

    duckdb_destroy_logical_type(&at_hand);
    if (!ok) {
      call_fail(call, err.code, "%s", err.message);
      return false;
    }
  }
  vector_column(vector, kind, scale, column);
  call->has_null |= column->valid || kind == BATCH_NULLS;
  return true;
}

static bool open_args(struct engine_call *call, duckdb_data_chunk input)
{
  const struct function *function = call->function;

  for (int i = 0; i < call->arg_count; i++) {
    int at = i < function->parameter_count ? i : function->parameter_count - 1;

    if (!open_arg(call, duckdb_data_chunk_get_vector(input, (idx_t)i),
                  &function->parameters[at], &call->args[i]))
      return false;
  }
  return true;
}

/* DuckDB has flattened the input: constants and dictionaries come as plain vectors. Without
 * special handling it answers NULL only where an argument is a constant NULL; the NULLs among
 * rows are ours to hand on (call_next). (DuckDB 1.5.5) */
static void run(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output)
{
  const struct function *function = duckdb_scalar_function_get_extra_info(info);
  struct batch_column few[MAX_PARAMETERS];
  struct engine_call call = {
    .function = function,
    .state = function->state_size ? duckdb_scalar_function_get_state(info) : NULL,
    .rows = duckdb_data_chunk_get_size(input),
    .arg_count = (int)duckdb_data_chunk_get_column_count(input),
    .args = few,
    .result = output,
    .data = duckdb_vector_get_data(output),
  };

  if (call.arg_count > MAX_PARAMETERS)
    call.args = calloc((size_t)call.arg_count, sizeof few[0]);
  if (!call.args)
    abort();
  buf_init(&call.error);
  if (function->flags & ENGINE_COUNTS)
    call.counter = duckdb_scalar_function_get_bind_data(info);
  if (function->result.fields)
    memset(call.data, 0, call.rows * sizeof(duckdb_list_entry));
  if (open_args(&call, input))
    function->body(&call);
  if (function->result.fields)
    duckdb_list_vector_set_size(output, call.element_count);
  if (call.failed)
    duckdb_scalar_function_set_error(info, call.error.at);
  buf_clear(&call.error);
  if (call.args != few)
    free(call.args);
}

/* A thread begins with a call of the function. */
static void init(duckdb_init_info info)
{
  const struct function *function = duckdb_scalar_function_init_get_extra_info(info);
  void *state = calloc(1, function->state_size);

  if (!state)
    abort();
  duckdb_scalar_function_init_set_state(info, state, free);
}

/* A statement's copies of a call share a counter. */

static void *hold_counter(void *data)
{
  struct shared_counter *counter = data;

  atomic_fetch_add(&counter->holders, 1);
  return counter;
}

static void leave_counter(void *data)
{
  struct shared_counter *counter = data;

  if (atomic_fetch_sub(&counter->holders, 1) == 1)
    free(counter);
}

static void bind_counter(duckdb_bind_info info)
{
  struct shared_counter *counter = calloc(1, sizeof *counter);

  if (!counter)
    abort();
  atomic_init(&counter->holders, 1);
  duckdb_scalar_function_set_bind_data(info, counter, leave_counter);
  duckdb_scalar_function_set_bind_data_copy(info, hold_counter);
}

/* Registering. */

/* Reads a type by name into the function's record and hands it to DuckDB's function. */
static duckdb_logical_type read_type(struct text name, struct value_type *into,
                                     struct err *err)
{
  duckdb_logical_type type = vector_type_named(name);

  if (!type) {
    err_set(err, ERR_INTERNAL, "There is no engine type '" TEXT_FMT "'", TEXT_ARG(name));
    return NULL;
  }
  into->any = duckdb_get_type_id(type) == DUCKDB_TYPE_ANY;
  if (duckdb_get_type_id(type) == DUCKDB_TYPE_LIST) {
    duckdb_logical_type child = duckdb_list_type_child_type(type);

    into->fields = (int)duckdb_struct_type_child_count(child);
    duckdb_destroy_logical_type(&child);
    if (into->fields <= MAX_FIELDS)
      return type;
    duckdb_destroy_logical_type(&type);
    err_set(err, ERR_INTERNAL, "The structs of a list have too many fields");
    return NULL;
  }
  if (!into->any && !vector_kind(type, &into->kind, &into->scale, err))
    duckdb_destroy_logical_type(&type);
  return type;
}

static bool add_parameter(duckdb_scalar_function handle, struct function *function,
                          struct text name, struct err *err)
{
  bool repeats = text_ends_with(name, "...");

  if (function->parameter_count == MAX_PARAMETERS)
    return err_set(err, ERR_INTERNAL, "A function takes too many parameters");
  if (repeats)
    name = text_slice(name, 0, name.len - 3);
  duckdb_logical_type type = read_type(
    name, &function->parameters[function->parameter_count], err);

  if (!type)
    return false;
  if (repeats)
    duckdb_scalar_function_set_varargs(handle, type);
  else
    duckdb_scalar_function_add_parameter(handle, type);
  duckdb_destroy_logical_type(&type);
  function->parameter_count++;
  return true;
}

/* The end of a type in a list of them: its comma outside of parentheses. */
static size_t type_end(struct text list)
{
  int depth = 0;
  size_t at = 0;

  for (; at < list.len && !(list.at[at] == ',' && depth == 0); at++)
    depth += (list.at[at] == '(') - (list.at[at] == ')');
  return at;
}

static bool add_parameters(duckdb_scalar_function handle, struct function *function,
                           struct text takes, struct err *err)
{
  takes = text_trim(takes);
  while (takes.len) {
    size_t end = type_end(takes);

    if (!add_parameter(handle, function, text_trim(text_slice(takes, 0, end)), err))
      return false;
    takes = text_trim(text_slice(takes, end + 1, takes.len));
  }
  return true;
}

static bool add_result(duckdb_scalar_function handle, struct function *function,
                       const char *gives, struct err *err)
{
  duckdb_logical_type type = read_type(text_of(gives), &function->result, err);

  if (!type)
    return false;
  duckdb_scalar_function_set_return_type(handle, type);
  duckdb_destroy_logical_type(&type);
  return true;
}

bool engine_register(struct engine_connection *connection,
                     const struct engine_function_row *row, void *context,
                     struct err *err)
{
  duckdb_scalar_function handle = duckdb_create_scalar_function();
  struct function *function = calloc(1, sizeof *function);

  if (!function)
    abort();
  *function = (struct function){ .body = row->body,
                                 .context = context,
                                 .flags = row->flags,
                                 .state_size = row->state_size };
  duckdb_scalar_function_set_name(handle, row->name);
  duckdb_scalar_function_set_extra_info(handle, function, free);
  duckdb_scalar_function_set_function(handle, run);
  engine_function_may_fail(handle);
  if (row->flags & ENGINE_SEES_NULLS)
    duckdb_scalar_function_set_special_handling(handle);
  if (row->flags & ENGINE_VOLATILE)
    duckdb_scalar_function_set_volatile(handle);
  if (row->state_size)
    duckdb_scalar_function_set_init(handle, init);
  if (row->flags & ENGINE_COUNTS)
    duckdb_scalar_function_set_bind(handle, bind_counter);
  bool ok = add_parameters(handle, function, text_of(row->takes), err) &&
            add_result(handle, function, row->gives, err);

  if (ok &&
      duckdb_register_scalar_function(engine_handle(connection), handle) != DuckDBSuccess)
    ok = err_set(err, ERR_INTERNAL, "The function %s could not be registered", row->name);
  duckdb_destroy_scalar_function(&handle);
  return ok;
}
