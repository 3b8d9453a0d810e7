/* cmd_restore.h: `snowglobe restore`. */
#ifndef CLI_CMD_RESTORE_H
#define CLI_CMD_RESTORE_H

/* Takes the arguments after the command's name, gives an exit code. */
int cmd_restore(int argc, char **argv);
void cmd_restore_help(void);

#endif
