// Runs the statements of worksheets, each worksheet's in a session of its own, one after the other.
import { markRaw, reactive } from 'vue';
import { type Answer, ApiError, type Context, type Execution, type ServerError, cancel, execute } from '../api';
import type { Statement } from '../parts/sqlText';
import { quoted } from '../parts/sqlWrite';
import { account } from './account';
import { noticeStatement } from './catalog';
import { type Worksheet, remember } from './worksheets';

export type OutcomeState = 'waiting' | 'running' | 'succeeded' | 'failed' | 'skipped';

export interface Outcome extends Statement {
  state: OutcomeState;
  answer: Answer | null;
  error: ServerError | null;
  durationMs: number | null;
}

export interface Runner {
  outcomes: Outcome[]; // Of the last run.
  shown: number; // Which of them.
  isRunning: boolean;
  isUsing: boolean; // ... what only changes what is in use.
  isCancelled: boolean;
  queryId: string; // Of a statement that has been running for a while.
  startedAt: number; // performance.now()
  notice: string;
}

const runners = new Map<string, Runner>();

export function runnerOf(sheet: Worksheet): Runner {
  let runner = runners.get(sheet.id);
  if (!runner) {
    runner = reactive({ outcomes: [], shown: 0, isRunning: false, isUsing: false, isCancelled: false, queryId: '', startedAt: 0, notice: '' });
    runners.set(sheet.id, runner);
  }
  return runner;
}

/* ---- the session ---- */

const NOTHING: Context = { role: null, warehouse: null, database: null, schema: null };

// What the worksheet's next statement runs with.
export const contextOf = (sheet: Worksheet): Context => sheet.context ?? account.me ?? NOTHING;

// What brings a new session, which begins as the user's defaults say, to a context.
function uses(context: Context): string[] {
  const begins = account.me;
  const list: string[] = [];
  const isOther = (part: keyof Context) => context[part] !== null && context[part] !== begins?.[part];

  if (isOther('role')) list.push(`USE ROLE ${quoted(context.role!)}`);
  if (isOther('warehouse')) list.push(`USE WAREHOUSE ${quoted(context.warehouse!)}`);
  if (context.database !== null && (isOther('database') || isOther('schema')))
    list.push(context.schema === null ? `USE DATABASE ${quoted(context.database)}` : `USE SCHEMA ${quoted(context.database)}.${quoted(context.schema)}`);
  return list;
}

async function openSession(sheet: Worksheet, runner: Runner) {
  for (const use of sheet.context ? uses(sheet.context) : []) {
    const done = await execute(use, sheet.session, () => {});
    sheet.session = done.session;
    if (done.answer.error) runner.notice += ` ${use}: ${done.answer.error.message}`;
  }
}

// In the worksheet's session; one that has ended is opened anew, if nothing of this run depends on it.
async function executeIn(sheet: Worksheet, runner: Runner, sql: string, isFirst: boolean): Promise<Execution> {
  const started = (queryId: string) => {
    runner.queryId = queryId;
    if (runner.isCancelled) cancel(queryId);
  };

  if (!sheet.session) await openSession(sheet, runner);
  try {
    return await execute(sql, sheet.session, started);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 410) throw error;
    sheet.session = null;
    if (!isFirst) throw error;
    runner.notice = 'The session of this worksheet had ended. A new one was opened, with the same role, warehouse, database and schema; '
      + 'variables, temporary tables and an open transaction of the old one are gone.';
    await openSession(sheet, runner);
    return execute(sql, sheet.session, started);
  }
}

// Changes one part of what is in use, in the worksheet's session; its result is shown nowhere. Gives what went wrong.
export async function use(sheet: Worksheet, part: keyof Context, name: string): Promise<ServerError | null> {
  const runner = runnerOf(sheet);
  const context = contextOf(sheet);
  const whole = part === 'schema' && context.database !== null ? `${quoted(context.database)}.${quoted(name)}` : quoted(name);

  if (runner.isRunning) return null;
  Object.assign(runner, { isRunning: true, isUsing: true, isCancelled: false, notice: '', startedAt: performance.now() });
  try {
    const { session, answer } = await executeIn(sheet, runner, `USE ${part.toUpperCase()} ${whole}`, true);
    sheet.session = session;
    if (answer.context) sheet.context = answer.context;
    return answer.error ?? null;
  } catch (error) {
    if (error instanceof ApiError) return error.error;
    throw error;
  } finally {
    Object.assign(runner, { isRunning: false, isUsing: false });
  }
}

/* ---- statements ---- */

async function runOne(sheet: Worksheet, runner: Runner, outcome: Outcome, isFirst: boolean) {
  const startedOn = Date.now();

  outcome.state = 'running';
  runner.startedAt = performance.now();
  try {
    const { session, answer } = await executeIn(sheet, runner, outcome.sql, isFirst);
    sheet.session = session;
    outcome.error = answer.error ?? null;
    outcome.answer = answer.error ? null : markRaw(answer);
    outcome.durationMs = answer.durationMs ?? Math.round(performance.now() - runner.startedAt);
    if (answer.context) sheet.context = answer.context;
    noticeStatement(outcome.sql);
    remember(sheet, { sql: outcome.shown, startedOn, durationMs: outcome.durationMs, rows: answer.totalRows ?? null, problem: answer.error?.message ?? null, queryId: answer.queryId });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    outcome.error = error.error;
    remember(sheet, { sql: outcome.shown, startedOn, durationMs: null, rows: null, problem: error.message, queryId: runner.queryId });
  }
  outcome.state = outcome.error ? 'failed' : 'succeeded';
  runner.queryId = '';
}

// Runs them in order, up to the first that fails.
export async function run(sheet: Worksheet, statements: Statement[]) {
  const runner = runnerOf(sheet);
  if (runner.isRunning || !statements.length) return;
  Object.assign(runner, { isRunning: true, isCancelled: false, notice: '', shown: 0, queryId: '' });
  runner.outcomes = statements.map((statement) => ({ ...statement, state: 'waiting', answer: null, error: null, durationMs: null }));
  try {
    for (const [at, outcome] of runner.outcomes.entries()) {
      if (runner.isCancelled || runner.outcomes.some(({ state }) => state === 'failed')) {
        outcome.state = 'skipped';
        continue;
      }
      runner.shown = at;
      await runOne(sheet, runner, outcome, at === 0);
    }
  } finally {
    runner.isRunning = false;
  }
}

export function stop(runner: Runner) {
  runner.isCancelled = true;
  if (runner.queryId) return cancel(runner.queryId);
}
