/* cmd_status.h: `snowglobe status`. */
#ifndef CLI_CMD_STATUS_H
#define CLI_CMD_STATUS_H

/* Takes the arguments after the command's name, gives an exit code. */
int cmd_status(int argc, char **argv);
void cmd_status_help(void);

#endif
