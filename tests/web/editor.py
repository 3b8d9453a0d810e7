"""What tests of worksheets do with the editor."""


def write(page, sql):
    """Puts a text in the place of all that is there; the cursor is behind it."""
    page.get_by_role("textbox", name="Statement").focus()  # What is proposed may lie over it.
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(sql)


def cursor_to(page, line, at="End"):
    """Puts the cursor to the end (or Home) of a line, counted from 1."""
    page.keyboard.press("Control+Home")
    for _ in range(line - 1):
        page.keyboard.press("ArrowDown")
    page.keyboard.press(at)


def run(page, sql):
    write(page, sql)
    page.keyboard.press("Control+Enter")


def run_all(page, sql):
    write(page, sql)
    page.keyboard.press("Control+Shift+Enter")
