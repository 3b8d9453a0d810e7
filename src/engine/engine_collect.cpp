/* engine_collect.cpp: the rows of a query, given to code by all threads that make them. */
#include "engine/engine_collect.h"

#include <duckdb/common/types/column/column_data_collection.hpp>
#include <duckdb/execution/operator/helper/physical_result_collector.hpp>
#include <duckdb/execution/physical_plan_generator.hpp>
#include <duckdb/main/capi/capi_internal.hpp>
#include <duckdb/main/client_config.hpp>
#include <duckdb/main/client_context.hpp>
#include <duckdb/main/connection.hpp>
#include <duckdb/main/materialized_query_result.hpp>
#include <duckdb/main/prepared_statement_data.hpp>

using namespace duckdb;

namespace {

struct WholeState : public GlobalSinkState {
  unique_ptr<QueryResult> result; /* Of no rows, once all were given. */
};

struct ThreadState : public LocalSinkState {
  ThreadState(const engine_collect_to &to, idx_t columns)
    : to(to), place(to.begin(to.context)), vectors(columns)
  {
  }
  ~ThreadState() override { to.drop(place); }

  const engine_collect_to &to;
  void *place;
  std::vector<duckdb_vector> vectors;
};

/* As DuckDB's own ends of pipelines do (PhysicalResultCollector::GetResultCollector): rows whose order is
 * kept come from one thread, unless their batches are numbered. */
enum class Order { NONE, OF_BATCHES, OF_ONE_THREAD };

Order order_of(ClientContext &context, PhysicalOperator &root)
{
  if (!PhysicalPlanGenerator::PreserveInsertionOrder(context, root))
    return Order::NONE;
  return PhysicalPlanGenerator::UseBatchIndex(context, root) ? Order::OF_BATCHES : Order::OF_ONE_THREAD;
}

class PhysicalCollector : public PhysicalResultCollector {
public:
  PhysicalCollector(PhysicalPlan &plan, PreparedStatementData &data, const engine_collect_to &to, Order order)
    : PhysicalResultCollector(plan, data), to(to), order(order)
  {
  }

  unique_ptr<QueryResult> GetResult(GlobalSinkState &state) const override
  {
    return std::move(state.Cast<WholeState>().result);
  }

  SinkResultType Sink(ExecutionContext &, DataChunk &chunk, OperatorSinkInput &input) const override
  {
    auto &state = input.local_state.Cast<ThreadState>();
    auto batch = order == Order::OF_BATCHES ? state.partition_info.batch_index.GetIndex() : 0;

    chunk.Flatten();
    for (idx_t i = 0; i < chunk.ColumnCount(); i++)
      state.vectors[i] = reinterpret_cast<duckdb_vector>(&chunk.data[i]);
    return to.add(state.place, batch, state.vectors.data(), chunk.size())
             ? SinkResultType::NEED_MORE_INPUT
             : SinkResultType::FINISHED;
  }

  SinkCombineResultType Combine(ExecutionContext &, OperatorSinkCombineInput &input) const override
  {
    to.end(input.local_state.Cast<ThreadState>().place);
    return SinkCombineResultType::FINISHED;
  }

  SinkFinalizeType Finalize(Pipeline &, Event &, ClientContext &context, OperatorSinkFinalizeInput &input) const override
  {
    input.global_state.Cast<WholeState>().result = make_uniq<MaterializedQueryResult>(
      statement_type, properties, names, CreateCollection(context), context.GetClientProperties());
    return SinkFinalizeType::READY;
  }

  unique_ptr<LocalSinkState> GetLocalSinkState(ExecutionContext &) const override
  {
    return make_uniq<ThreadState>(to, types.size());
  }

  unique_ptr<GlobalSinkState> GetGlobalSinkState(ClientContext &) const override
  {
    return make_uniq<WholeState>();
  }

  OperatorPartitionInfo RequiredPartitionInfo() const override { return OperatorPartitionInfo(order == Order::OF_BATCHES); }
  bool ParallelSink() const override { return order != Order::OF_ONE_THREAD; }
  bool SinkOrderDependent() const override { return order == Order::OF_ONE_THREAD; }

private:
  const engine_collect_to &to;
  Order order;
};

/* What the C API calls a connection is this class's object (main/capi/duckdb-c.cpp). */
ClientContext &context_of(duckdb_connection connection)
{
  return *reinterpret_cast<Connection *>(connection)->context;
}

} // namespace

uint64_t engine_collect_expects(duckdb_connection connection, duckdb_prepared_statement statement)
{
  auto &data = *reinterpret_cast<PreparedStatementWrapper *>(statement)->statement->data;

  if (data.statement_type != StatementType::SELECT_STATEMENT || !data.physical_plan)
    return 0;

  auto &root = data.physical_plan->Root();

  return order_of(context_of(connection), root) == Order::OF_ONE_THREAD ? 0 : root.estimated_cardinality;
}

duckdb_state engine_collect_begin(duckdb_connection connection, duckdb_prepared_statement statement,
                                  const struct engine_collect_to *to, duckdb_pending_result *pending)
{
  auto &collector = ClientConfig::GetConfig(context_of(connection)).get_result_collector;

  collector = [to](ClientContext &context, PreparedStatementData &data) -> unique_ptr<PhysicalOperator> {
    return make_uniq<PhysicalCollector>(*data.physical_plan, data, *to, order_of(context, data.physical_plan->Root()));
  };

  auto state = duckdb_pending_prepared(statement, pending);

  collector = nullptr;
  return state;
}
