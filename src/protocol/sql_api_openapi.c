/* sql_api_openapi.c: the SQL API as OpenAPI 3 describes it.
 *
 * What is the same for every server is written here as JSON with ' in the place of "; the parameters
 * of a statement are the rows of sql_api_message.c. */
#include "protocol/sql_api_openapi.h"

#include "data/json.h"
#include "protocol/sql_api_message.h"

/* ---- operations ---- */

struct operation {
  const char *path, *method, *id, *summary;
  const char *parameters; /* Names of components, with blanks between them. */
  bool has_body;
  const char *answers; /* Status and schema, by turns; `-`: without a body. */
};

static const struct operation operations[] = {
  { SQL_API_PATH, "post", "SubmitStatement", "Submits one or more statements.",
    "requestId retry async nullable", true,
    "200 ResultSet 202 QueryStatus 400 Refusal 401 Refusal 405 - 408 QueryStatus 415 "
    "Refusal 422 QueryFailureStatus 429 Refusal 503 -" },
  { SQL_API_PATH "/{statementHandle}", "get", "GetStatementStatus",
    "Says how a statement is, and gives its result.",
    "statementHandle requestId partition", false,
    "200 ResultSet 202 QueryStatus 400 Refusal 401 Refusal 405 - 422 "
    "QueryFailureStatus" },
  { SQL_API_PATH "/{statementHandle}/cancel", "post", "CancelStatement",
    "Cancels a statement that runs.", "statementHandle requestId", false,
    "200 CancelStatus 400 Refusal 401 Refusal 405 - 422 QueryFailureStatus" },
};

#define OPERATION_COUNT (sizeof operations / sizeof operations[0])

static struct text next_word(struct text *words)
{
  size_t blank = text_find(*words, ' ');
  struct text word = text_slice(*words, 0, blank);

  *words = text_slice(*words, blank + 1, words->len);
  return word;
}

/* ---- what every server says ---- */

static const char head[] =
  "{'openapi':'3.0.3','info':{'title':'Snowflake SQL API','version':'2.0.0',"
  "'description':'Statements as plain HTTP requests, as Snowglobe serves them. See "
  "docs.snowflake.com/en/developer-guide/sql-api/reference'},"
  "'servers':[{'url':'/'}],'security':[{'bearer':[]}],";

static const char parameters[] =
  "'parameters':{"
  "'requestId':{'name':'requestId','in':'query','schema':{'type':'string',"
  "'format':'uuid'},"
  "'description':'An id of the request: one that is sent again is not run again.'},"
  "'retry':{'name':'retry','in':'query','schema':{'type':'boolean'},"
  "'description':'Whether the request was sent before.'},"
  "'async':{'name':'async','in':'query','schema':{'type':'boolean'},"
  "'description':'Answer with the handle of the statement at once.'},"
  "'nullable':{'name':'nullable','in':'query','schema':{'type':'boolean'},"
  "'description':'false: NULL is given as the text null.'},"
  "'partition':{'name':'partition','in':'query','schema':{'type':'integer',"
  "'format':'int64','minimum':0},"
  "'description':'The part of the result that is wanted; those after the first come as "
  "gzip, with nothing but data.'},"
  "'statementHandle':{'name':'statementHandle','in':'path','required':true,"
  "'schema':{'type':'string'},'description':'As the answer to the statement gave it.'},"
  "'userAgent':{'name':'User-Agent','in':'header','required':true,"
  "'schema':{'type':'string'},'description':'The name and version of the client.'},"
  "'tokenType':{'name':'X-Snowflake-Authorization-Token-Type','in':'header',"
  "'schema':{'type':'string','enum':['KEYPAIR_JWT','OAUTH','PROGRAMMATIC_ACCESS_TOKEN']},"
  "'description':'What kind of token it is; guessed when it is not said.'}},";

static const char schemas[] =
  "'QueryStatus':{'type':'object','required':['code','message','statementHandle'],"
  "'properties':{"
  "'code':{'type':'string'},'sqlState':{'type':'string'},'message':{'type':'string'},"
  "'statementHandle':{'type':'string'},'createdOn':{'type':'integer','format':'int64'},"
  "'statementStatusUrl':{'type':'string'}}},"
  "'QueryFailureStatus':{'type':'object','required':['code','sqlState','message',"
  "'statementHandle'],'properties':{"
  "'code':{'type':'string'},'sqlState':{'type':'string'},'message':{'type':'string'},"
  "'statementHandle':{'type':'string'},'createdOn':{'type':'integer','format':'int64'},"
  "'statementStatusUrl':{'type':'string'}}},"
  "'CancelStatus':{'type':'object','required':['code','sqlState','message',"
  "'statementHandle'],'properties':{"
  "'code':{'type':'string'},'sqlState':{'type':'string'},'message':{'type':'string'},"
  "'statementHandle':{'type':'string'},'statementStatusUrl':{'type':'string'}}},"
  "'Refusal':{'type':'object','required':['code','message'],'properties':{"
  "'code':{'type':'string'},'message':{'type':'string'}}},"
  "'Column':{'type':'object','required':['name','type','nullable'],'properties':{"
  "'name':{'type':'string'},'database':{'type':'string'},'schema':{'type':'string'},"
  "'table':{'type':'string'},'type':{'type':'string'},'nullable':{'type':'boolean'},"
  "'precision':{'type':'integer','nullable':true},"
  "'scale':{'type':'integer','nullable':true},"
  "'length':{'type':'integer','format':'int64','nullable':true},"
  "'byteLength':{'type':'integer','format':'int64','nullable':true},"
  "'collation':{'type':'string','nullable':true}}},"
  "'Partition':{'type':'object','required':['rowCount','uncompressedSize'],'properties':{"
  "'rowCount':{'type':'integer','format':'int64'},"
  "'uncompressedSize':{'type':'integer','format':'int64'},"
  "'compressedSize':{'type':'integer','format':'int64'}}},"
  "'Metadata':{'type':'object','required':['numRows','format','rowType',"
  "'partitionInfo'],'properties':{"
  "'numRows':{'type':'integer','format':'int64'},"
  "'format':{'type':'string','enum':['jsonv2']},"
  "'rowType':{'type':'array','items':{'$ref':'#/components/schemas/Column'}},"
  "'partitionInfo':{'type':'array','items':{'$ref':'#/components/schemas/Partition'}}}},"
  "'Stats':{'type':'object','properties':{"
  "'numRowsInserted':{'type':'integer','format':'int64'},"
  "'numRowsUpdated':{'type':'integer','format':'int64'},"
  "'numRowsDeleted':{'type':'integer','format':'int64'},"
  "'numDuplicateRowsUpdated':{'type':'integer','format':'int64'}}},"
  "'ResultSet':{'type':'object','required':['data'],'properties':{"
  "'resultSetMetaData':{'$ref':'#/components/schemas/Metadata'},"
  "'data':{'type':'array','items':{'type':'array',"
  "'items':{'type':'string','nullable':true}}},"
  "'code':{'type':'string'},'sqlState':{'type':'string'},'message':{'type':'string'},"
  "'statementHandle':{'type':'string'},"
  "'statementHandles':{'type':'array','items':{'type':'string'}},"
  "'createdOn':{'type':'integer','format':'int64'},"
  "'statementStatusUrl':{'type':'string'},"
  "'stats':{'$ref':'#/components/schemas/Stats'}}},"
  "'Binding':{'type':'object','required':['type','value'],'properties':{"
  "'type':{'type':'string','enum':['FIXED','REAL','DECFLOAT','TEXT','BINARY','BOOLEAN',"
  "'DATE','TIME','TIMESTAMP_LTZ','TIMESTAMP_NTZ','TIMESTAMP_TZ']},"
  "'value':{'nullable':true,'oneOf':[{'type':'string'},"
  "{'type':'array','items':{'type':'string','nullable':true}}]}}},"
  "'Statement':{'type':'object','required':['statement'],'properties':{"
  "'statement':{'type':'string'},"
  "'timeout':{'type':'integer','format':'int64','minimum':0,"
  "'description':'Seconds; 0: the longest time there is.'},"
  "'database':{'type':'string'},'schema':{'type':'string'},"
  "'warehouse':{'type':'string'},'role':{'type':'string'},"
  "'bindings':{'type':'object',"
  "'additionalProperties':{'$ref':'#/components/schemas/Binding'}},"
  "'parameters':{'$ref':'#/components/schemas/Parameters'}}}";

static const char security[] =
  "'securitySchemes':{'bearer':{'type':'http','scheme':'bearer'}}";

static void put_quoted(struct buf *out, const char *json)
{
  for (; *json; json++)
    buf_add_char(out, *json == '\'' ? '"' : *json);
}

/* ---- the document ---- */

static void put_text(struct buf *out, const char *name, const char *text)
{
  json_put_name(out, name);
  json_put_text(out, text_of(text));
}

static void put_reference(struct buf *out, const char *kind, struct text name)
{
  json_put_open(out, '{');
  json_put_name(out, "$ref");
  buf_printf(out, "\"#/components/%s/" TEXT_FMT "\"", kind, TEXT_ARG(name));
  json_put_close(out, '}');
}

static void put_parameters(struct buf *out, const struct operation *operation)
{
  struct text words = text_of(operation->parameters);

  json_put_name(out, "parameters");
  json_put_open(out, '[');
  while (words.len)
    put_reference(out, "parameters", next_word(&words));
  put_reference(out, "parameters", TEXT("userAgent"));
  put_reference(out, "parameters", TEXT("tokenType"));
  json_put_close(out, ']');
}

static void put_content(struct buf *out, struct text schema)
{
  json_put_name(out, "content");
  json_put_open(out, '{');
  json_put_name(out, "application/json");
  json_put_open(out, '{');
  json_put_name(out, "schema");
  put_reference(out, "schemas", schema);
  json_put_close(out, '}');
  json_put_close(out, '}');
}

static const char *status_words(struct text status)
{
  static const struct {
    const char *status, *words;
  } rows[] = {
    { "200", "It was done." },
    { "202", "The statement still runs." },
    { "400", "The request is malformed." },
    { "401", "The token is missing or not valid." },
    { "405", "Another method is wanted here." },
    { "408", "The statement took longer than it may, and was cancelled." },
    { "415", "The body is not JSON." },
    { "422", "The statement failed, or there is no such statement." },
    { "429", "Too many statements run: send it again later." },
    { "503", "The server stops: send it again." },
  };

  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (text_is(status, rows[i].status))
      return rows[i].words;
  return "";
}

static void put_answers(struct buf *out, const struct operation *operation)
{
  struct text words = text_of(operation->answers);

  json_put_name(out, "responses");
  json_put_open(out, '{');
  while (words.len) {
    struct text status = next_word(&words);
    struct text schema = next_word(&words);
    char name[8];

    text_fill(name, sizeof name, status);
    json_put_name(out, name);
    json_put_open(out, '{');
    put_text(out, "description", status_words(status));
    if (!text_is(schema, "-"))
      put_content(out, schema);
    json_put_close(out, '}');
  }
  json_put_close(out, '}');
}

static void put_operation(struct buf *out, const struct operation *operation)
{
  json_put_name(out, operation->path);
  json_put_open(out, '{');
  json_put_name(out, operation->method);
  json_put_open(out, '{');
  put_text(out, "operationId", operation->id);
  put_text(out, "summary", operation->summary);
  put_parameters(out, operation);
  if (operation->has_body) {
    json_put_name(out, "requestBody");
    json_put_open(out, '{');
    json_put_name(out, "required");
    json_put_bool(out, true);
    put_content(out, TEXT("Statement"));
    json_put_close(out, '}');
  }
  put_answers(out, operation);
  json_put_close(out, '}');
  json_put_close(out, '}');
}

static void put_statement_parameters(struct buf *out)
{
  const struct sql_api_parameter *row;

  json_put_name(out, "Parameters");
  json_put_open(out, '{');
  put_text(out, "type", "object");
  put_text(out, "description", "Session parameters of this request, in any case.");
  json_put_name(out, "properties");
  json_put_open(out, '{');
  for (int i = 0; (row = sql_api_parameter_at(i)) != NULL; i++) {
    json_put_name(out, row->name);
    json_put_open(out, '{');
    put_text(out, "type", row->type);
    put_text(out, "description", row->doc);
    json_put_close(out, '}');
  }
  json_put_close(out, '}');
  json_put_close(out, '}');
}

void sql_api_put_openapi(struct buf *out)
{
  put_quoted(out, head);
  buf_add_string(out, "\"paths\":{");
  for (size_t i = 0; i < OPERATION_COUNT; i++)
    put_operation(out, &operations[i]);
  buf_add_string(out, "},\"components\":{");
  put_quoted(out, parameters);
  buf_add_string(out, "\"schemas\":{");
  put_quoted(out, schemas);
  put_statement_parameters(out);
  buf_add_string(out, "},");
  put_quoted(out, security);
  buf_add_string(out, "}}");
}
