/* docs_api.h: the dashboard's API as a page of the documentation. */
#ifndef CLI_DOCS_API_H
#define CLI_DOCS_API_H

/* Prints the operations by their groups, and the schemas, in Markdown. */
void docs_print_api(void);

#endif
