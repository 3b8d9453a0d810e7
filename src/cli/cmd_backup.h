/* cmd_backup.h: `snowglobe backup`. */
#ifndef CLI_CMD_BACKUP_H
#define CLI_CMD_BACKUP_H

/* Takes the arguments after the command's name, gives an exit code. */
int cmd_backup(int argc, char **argv);
void cmd_backup_help(void);

#endif
