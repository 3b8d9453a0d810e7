/* cmd_serve.h: `snowglobe serve`. */
#ifndef CLI_CMD_SERVE_H
#define CLI_CMD_SERVE_H

/* Takes the arguments after the command's name, gives an exit code. */
int cmd_serve(int argc, char **argv);
void cmd_serve_help(void);

#endif
