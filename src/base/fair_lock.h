/* fair_lock.h: a lock that is given in the order of asking, and whose waiters can be called off. */
#ifndef BASE_FAIR_LOCK_H
#define BASE_FAIR_LOCK_H

#include <stdbool.h>

struct fair_lock;

struct fair_lock *fair_lock_new(void);
void fair_lock_free(struct fair_lock *lock); /* Nobody may hold it; NULL is fine. */
/* Waits for the lock, or until `is_off` says true (false is returned then): it is asked at first
 * and after each fair_lock_recheck, under a lock that it must not take. NULL: waits for ever. */
bool fair_lock_take(struct fair_lock *lock, bool (*is_off)(const void *argument),
                    const void *argument);
void fair_lock_give(struct fair_lock *lock);
/* All waiters ask again whether they are called off. */
void fair_lock_recheck(struct fair_lock *lock);

#endif
