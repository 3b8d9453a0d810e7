/* ddl_format.h: file formats as objects: made, changed, described. */
#ifndef EXEC_DDL_FORMAT_H
#define EXEC_DDL_FORMAT_H

#include "catalog/sheet.h"
#include "data/file_format.h"
#include "exec/ddl.h"

bool create_format(struct ddl *ddl, const struct create *create,
                   struct err *err) MUST_CHECK;
/* ALTER ... SET (`set` false: UNSET) of a copy of the object. */
bool alter_format(struct ddl *ddl, const struct list *options, bool set,
                  struct named_format *spec, struct err *err) MUST_CHECK;
bool describe_format(struct ddl *ddl, const struct name *name, struct outcome *outcome,
                     struct err *err) MUST_CHECK;
/* property, property_type, property_value, property_default of each option; before them, when it is
 * given, the parent_property that DESCRIBE STAGE has. */
void format_rows(struct sheet *sheet, const char *parent,
                 const struct file_format *format);

#endif
