/* page_list.h: statements as they end, packed into page after page. */
#ifndef HISTORY_PAGE_LIST_H
#define HISTORY_PAGE_LIST_H

#include "history/history_page.h"

struct listed_page {
  struct history_page page;
  struct listed_page *newer;
};

/* Empty when all is 0. */
struct page_list {
  struct listed_page *oldest, *newest;
  int pages;
  int64_t count; /* Statements. */
  size_t bytes;  /* Of all pages but for what is kept beside their statements. */
};

/* Keeps nothing of the entry. */
void page_list_add(struct page_list *list, const struct history_entry *entry);
/* The pages of the other list, which is empty then, behind those of this one. */
void page_list_append(struct page_list *list, struct page_list *newer);
/* The oldest page goes, of which there is one: gives how many statements it had. */
int64_t page_list_drop(struct page_list *list);
void page_list_clear(struct page_list *list);

#endif
