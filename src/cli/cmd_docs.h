/* cmd_docs.h: `snowglobe docs`: pages of the documentation, made from the program's own tables. */
#ifndef CLI_CMD_DOCS_H
#define CLI_CMD_DOCS_H

/* Takes the arguments after the command's name, gives an exit code. */
int cmd_docs(int argc, char **argv);
void cmd_docs_help(void);

#endif
