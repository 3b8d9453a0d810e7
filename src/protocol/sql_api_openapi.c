/* sql_api_openapi.c: the SQL API as OpenAPI 3 describes it.
 *
 * What is the same for every server is written here as JSON with ' in the place of "; the parameters
 * of a statement are the rows of sql_api_message.c. */
#include "protocol/sql_api_openapi.h"

#include "data/json.h"
#include "data/member.h"
#include "protocol/openapi.h"
#include "protocol/sql_api_message.h"

/* ---- operations ---- */

static const struct openapi_operation operations[] = {
  { "post", SQL_API_PATH, "SubmitStatement", NULL, "Submits one or more statements.",
    "requestId retry async nullable", "Statement",
    "200 ResultSet 202 QueryStatus 400 Refusal 401 Refusal 405 - 408 QueryStatus 415 "
    "Refusal 422 QueryFailureStatus 429 Refusal 503 -" },
  { "get", SQL_API_PATH "/{statementHandle}", "GetStatementStatus", NULL,
    "Says how a statement is, and gives its result.",
    "statementHandle requestId partition", NULL,
    "200 ResultSet 202 QueryStatus 400 Refusal 401 Refusal 405 - 422 "
    "QueryFailureStatus" },
  { "post", SQL_API_PATH "/{statementHandle}/cancel", "CancelStatement", NULL,
    "Cancels a statement that runs.", "statementHandle requestId", NULL,
    "200 CancelStatus 400 Refusal 401 Refusal 405 - 422 QueryFailureStatus" },
};

#define OPERATION_COUNT ((int)(sizeof operations / sizeof operations[0]))

static const struct openapi_status statuses[] = {
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
  { NULL, NULL },
};

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

/* ---- the document ---- */

static void put_statement_parameters(struct buf *out)
{
  const struct sql_api_parameter *row;

  member_open(out, "Parameters", '{');
  member_string(out, "type", "object");
  member_string(out, "description", "Session parameters of this request, in any case.");
  member_open(out, "properties", '{');
  for (int i = 0; (row = sql_api_parameter_at(i)) != NULL; i++) {
    member_open(out, row->name, '{');
    member_string(out, "type", row->type);
    member_string(out, "description", row->doc);
    json_put_close(out, '}');
  }
  json_put_close(out, '}');
  json_put_close(out, '}');
}

void sql_api_put_openapi(struct buf *out)
{
  openapi_put_quoted(out, head);
  openapi_put_paths(out, operations, OPERATION_COUNT, "userAgent tokenType", statuses);
  buf_add_string(out, ",\"components\":{");
  openapi_put_quoted(out, parameters);
  buf_add_string(out, "\"schemas\":{");
  openapi_put_quoted(out, schemas);
  put_statement_parameters(out);
  buf_add_string(out, "},");
  openapi_put_quoted(out, security);
  buf_add_string(out, "}}");
}
