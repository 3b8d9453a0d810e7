"""What axe, the checker of accessibility, says of a page as it is now."""

from axe_playwright_python.sync_playwright import Axe

SCRIPT = Axe().axe_script  # Half a megabyte: a page is given it once.


def serious_problems(page):
    """What it calls serious or critical, in words."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(SCRIPT)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    return [f"{one['id']}: {one['help']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
            for one in found if one["impact"] in ("serious", "critical") for node in one["nodes"]]
