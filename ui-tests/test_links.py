import re
from collections.abc import Callable
from urllib.parse import quote

from lab_page import Lab
from lab_server import LabServer
from playwright.sync_api import expect


def test_a_link_to_what_this_server_does_not_have_says_so_and_can_be_tried_again(
    new_page: Callable[[LabServer], Lab], server: LabServer
) -> None:
    lab = new_page(server)
    lab.tolerated = ["status of 404"]
    lab.follow(f"{server.url}/lab?mm={'ab' * 32}")
    expect(lab.viewer.get_by_role("alert")).to_contain_text("This server has no such checkpoint.")
    lab.shoot("viewer-not-found")
    lab.viewer.get_by_role("button", name="Try again").click()
    expect(lab.viewer.get_by_role("alert")).to_contain_text("This server has no such checkpoint.")


def test_a_link_with_markup_is_text(
    new_page: Callable[[LabServer], Lab], server: LabServer
) -> None:
    lab = new_page(server)
    lab.tolerated = ["status of 400", "status of 404"]
    hostile = "<img src=x onerror=window.canary=1>"
    lab.follow(f"{server.url}/lab?mm={quote(hostile)}")
    expect(lab.viewer.get_by_role("alert")).to_contain_text(re.compile("cannot|no such"))
    assert lab.page.evaluate("() => window.canary ?? null") is None
