/* page_list.c: statements as they end, packed into page after page. */
#include "history/page_list.h"

#include <stdlib.h>

static void add_page(struct page_list *list)
{
  struct listed_page *page = malloc(sizeof *page);

  if (!page)
    abort();
  history_page_init(&page->page);
  page->newer = NULL;
  if (list->newest)
    list->newest->newer = page;
  else
    list->oldest = page;
  list->newest = page;
  list->pages++;
}

void page_list_add(struct page_list *list, const struct history_entry *entry)
{
  struct history_page *page;

  if (!list->newest || history_page_is_full(&list->newest->page))
    add_page(list);
  page = &list->newest->page;
  list->bytes -= page->packed.len;
  history_page_add(page, entry);
  list->bytes += page->packed.len;
  list->count++;
}

void page_list_append(struct page_list *list, struct page_list *newer)
{
  if (list->newest)
    list->newest->newer = newer->oldest;
  else
    list->oldest = newer->oldest;
  if (newer->newest)
    list->newest = newer->newest;
  list->pages += newer->pages;
  list->count += newer->count;
  list->bytes += newer->bytes;
  *newer = (struct page_list){ 0 };
}

int64_t page_list_drop(struct page_list *list)
{
  struct listed_page *dropped = list->oldest;
  int64_t count = dropped->page.count;

  list->oldest = dropped->newer;
  if (!list->oldest)
    list->newest = NULL;
  list->pages--;
  list->count -= count;
  list->bytes -= dropped->page.packed.len;
  history_page_clear(&dropped->page);
  free(dropped);
  return count;
}

void page_list_clear(struct page_list *list)
{
  while (list->oldest)
    page_list_drop(list);
}
