// Which rows of very many are in sight. Browsers draw no element higher than some ten million pixels: a body of more is drawn
// that high, its scroll bar stands for the whole, and the wheel moves by true pixels.
import { type Ref, computed, onBeforeUnmount, ref, watch } from 'vue';

const HIGHEST = 12_000_000;
const OVERSCAN = 16;
const LINE = 40; // Pixels of a wheel's line.

export function useRowScroll(scroller: Ref<HTMLElement | null>, count: Ref<number>, rowHeight: number, headHeight: number) {
  const offset = ref(0); // Of the first pixel in sight, in a body of true height.
  const shownTop = ref(0); // Where the scroll bar is.
  const view = ref(0); // Pixels that rows have.
  const whole = computed(() => count.value * rowHeight);
  const bodyHeight = computed(() => Math.min(whole.value, HIGHEST));
  const isScaled = computed(() => whole.value > bodyHeight.value);
  const most = computed(() => Math.max(whole.value - view.value, 0));
  const scale = computed(() => (isScaled.value ? most.value / (bodyHeight.value - view.value) : 1));

  const first = computed(() => Math.max(Math.floor(offset.value / rowHeight) - OVERSCAN, 0));
  const end = computed(() => Math.min(Math.ceil((offset.value + view.value) / rowHeight) + OVERSCAN, count.value));
  const windowTop = computed(() => shownTop.value + first.value * rowHeight - offset.value);

  function moveTo(pixels: number) {
    const element = scroller.value;

    if (!element) return;
    offset.value = Math.min(Math.max(pixels, 0), most.value);
    element.scrollTop = offset.value / scale.value;
    shownTop.value = element.scrollTop; // Which the browser has rounded.
  }

  function onScroll() {
    const top = scroller.value?.scrollTop ?? 0;

    if (top === shownTop.value) return;
    shownTop.value = top;
    offset.value = Math.min(top * scale.value, most.value);
  }

  function onWheel(event: WheelEvent) {
    if (!isScaled.value || event.ctrlKey || event.shiftKey || !event.deltaY || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
    event.preventDefault();
    moveTo(offset.value + event.deltaY * [1, LINE, view.value][event.deltaMode]);
  }

  // Scrolls no further than it takes to see the row.
  function show(row: number) {
    const top = row * rowHeight;

    if (top < offset.value) moveTo(top);
    else if (top + rowHeight > offset.value + view.value) moveTo(top + rowHeight - view.value);
  }

  const observer = new ResizeObserver(([entry]) => {
    view.value = Math.max(entry.contentRect.height - headHeight, 0);
    moveTo(offset.value);
  });

  watch(scroller, (element, before) => {
    if (before) observer.unobserve(before);
    if (!element) return;
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('wheel', onWheel, { passive: false });
  });
  onBeforeUnmount(() => observer.disconnect());

  const rowsInView = computed(() => Math.max(Math.floor(view.value / rowHeight), 1));
  return { first, end, windowTop, bodyHeight, rowsInView, show, toTop: () => moveTo(0) };
}
