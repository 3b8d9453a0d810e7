// Which cells of a grid are selected: a rectangle between an anchor and the active cell.
import { type Ref, computed, ref } from 'vue';

export interface Cell {
  row: number;
  column: number;
}

export interface Range {
  top: number;
  bottom: number; // Inclusive, as `right`.
  left: number;
  right: number;
}

export function useSelection(rows: Ref<number>, columns: Ref<number>) {
  const active = ref<Cell | null>(null);
  const anchor = ref<Cell | null>(null);

  const range = computed<Range | null>(() => active.value && anchor.value && {
    top: Math.min(active.value.row, anchor.value.row),
    bottom: Math.max(active.value.row, anchor.value.row),
    left: Math.min(active.value.column, anchor.value.column),
    right: Math.max(active.value.column, anchor.value.column),
  });
  const count = computed(() => (range.value ? (range.value.bottom - range.value.top + 1) * (range.value.right - range.value.left + 1) : 0));

  const clamp = (cell: Cell): Cell => ({
    row: Math.min(Math.max(cell.row, 0), rows.value - 1),
    column: Math.min(Math.max(cell.column, 0), columns.value - 1),
  });

  function moveTo(cell: Cell, isExtended: boolean) {
    if (!rows.value || !columns.value) return;
    active.value = clamp(cell);
    if (!isExtended || !anchor.value) anchor.value = active.value;
  }

  function select(from: Cell, to: Cell) {
    if (!rows.value || !columns.value) return;
    anchor.value = clamp(from);
    active.value = clamp(to);
  }

  function clear() {
    active.value = anchor.value = null;
  }

  const has = (row: number, column: number) => {
    const at = range.value;
    return !!at && row >= at.top && row <= at.bottom && column >= at.left && column <= at.right;
  };

  return { active, anchor, range, count, moveTo, select, clear, has };
}

// Where a key leads from a cell; null: it is no key of a grid.
export function keyTarget(event: KeyboardEvent, from: Cell, last: Cell, page: number): Cell | null {
  const isFar = event.ctrlKey || event.metaKey;

  switch (event.key) {
    case 'ArrowUp': return { ...from, row: isFar ? 0 : from.row - 1 };
    case 'ArrowDown': return { ...from, row: isFar ? last.row : from.row + 1 };
    case 'ArrowLeft': return { ...from, column: isFar ? 0 : from.column - 1 };
    case 'ArrowRight': return { ...from, column: isFar ? last.column : from.column + 1 };
    case 'PageUp': return { ...from, row: from.row - page };
    case 'PageDown': return { ...from, row: from.row + page };
    case 'Home': return { row: isFar ? 0 : from.row, column: 0 };
    case 'End': return { row: isFar ? last.row : from.row, column: last.column };
    default: return null;
  }
}
