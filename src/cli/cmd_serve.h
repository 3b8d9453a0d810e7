/* cmd_serve.h: `snowglobe serve`. */
#ifndef CLI_CMD_SERVE_H
#define CLI_CMD_SERVE_H

int cmd_serve(int argc,
              char **argv); /* Arguments after the command's name; an exit code. */
void cmd_serve_help(void);

#endif
