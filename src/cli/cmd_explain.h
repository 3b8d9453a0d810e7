/* cmd_explain.h: `snowglobe explain`: what one stage makes of a statement. */
#ifndef CLI_CMD_EXPLAIN_H
#define CLI_CMD_EXPLAIN_H

/* Takes the arguments after the command's name, gives an exit code. */
int cmd_explain(int argc, char **argv);
void cmd_explain_help(void);

#endif
