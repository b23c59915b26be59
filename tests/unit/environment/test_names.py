import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from jupyter_mm.environment.names import (
    _RANGE,
    _VERSION,
    is_name,
    is_specifier,
    is_version,
    normal,
    without_credentials,
)


@given(st.from_regex(_VERSION, fullmatch=True))
def test_what_counts_as_a_version_is_one_for_the_standards_reader(text: str) -> None:
    assert is_version(text) == is_valid(text)


def is_valid(text: str) -> bool:
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True


@pytest.mark.parametrize(
    "text", ["1", "1.2.3", "2!1.0", "1.0rc1", "1.0.post2", "1.0.dev3", "2.13.0+cpu", "1.0a1.dev2"]
)
def test_usual_versions_are_versions(text: str) -> None:
    assert is_version(text)


@pytest.mark.parametrize("text", ["", "2004d", "1.0-SNAPSHOT", "unknown", "1.0 --pre", "-1"])
def test_what_the_standard_refuses_is_no_version(text: str) -> None:
    assert not is_version(text)
    assert not is_valid(text)


@given(st.from_regex(_RANGE, fullmatch=True))
def test_what_counts_as_a_specifier_is_one_for_the_standards_reader(text: str) -> None:
    assert is_specifier(text)
    assert SpecifierSet(text) is not None


def test_specifiers_of_packages() -> None:
    assert is_specifier(">=3.9,<4, !=3.10.*")
    assert not is_specifier(">=3.6.*")
    assert not is_specifier(">=3 ; rm")


def test_names_are_compared_in_their_normal_form() -> None:
    assert normal("Plain__Name.x") == "plain-name-x"
    assert is_name("A.b-c_9")
    assert not is_name("--index-url")
    assert not is_name("~umpy")
    assert not is_name("")


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://u:p@h:8080/x?q=1#f", "https://h:8080/x"),
        ("git+ssh://git@h/x.git", "git+ssh://h/x.git"),
        ("git@example.org:team/x.git", "example.org:team/x.git"),
        ("https://conda.example.org/t/tk-secret/channel/a.conda",
         "https://conda.example.org/channel/a.conda"),
        ("conda-forge", "conda-forge"),
        ("https://[broken", ""),
    ],
)  # fmt: skip
def test_credentials_are_cut_from_every_kind_of_url(url: str, clean: str) -> None:
    assert without_credentials(url) == clean
