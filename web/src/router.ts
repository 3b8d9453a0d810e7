// Which panel is shown: the part of the address after #.
import { ref } from 'vue';
import { createRouter, createWebHashHistory } from 'vue-router';
import { panels } from './panels';

// A panel's program could not be loaded: the server is gone, or is another version than these pages.
export const isStale = ref(false);

// The panel itself shows the thing that a longer address names.
const NOTHING = { render: () => null };

export const router = createRouter({
  history: createWebHashHistory('/dashboard'),
  routes: [
    ...panels.map(({ path, component, title, items }) => ({ path, component, meta: { title }, children: items ? [{ path: ':id', component: NOTHING }] : [] })),
    { path: '/:rest(.*)*', redirect: panels[0].path },
  ],
});

router.afterEach((to) => {
  document.title = `${to.meta.title ?? 'Dashboard'} · Snowglobe`;
  isStale.value = false;
});
router.onError(() => (isStale.value = true));
