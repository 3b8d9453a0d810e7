/* cmd_explain.h: `snowglobe explain`: what one stage makes of a statement. */
#ifndef CLI_CMD_EXPLAIN_H
#define CLI_CMD_EXPLAIN_H

int cmd_explain(int argc, char **argv); /* Arguments after the command's name; an exit code. */
void cmd_explain_help(void);

#endif
