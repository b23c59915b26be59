"""Objects on servers: recorded by address and version, once, without their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.kernels.kept import manifest, records
from tests.kernels.live import LiveKernel, assert_no_trouble
from tests.kernels.servers import CONTENT, ETAG, http_server, s3_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAKE = """
import boto3, fsspec, httpx, pandas as pd, requests, urllib.request
s3 = boto3.client("s3", endpoint_url=S3)
s3.create_bucket(Bucket="bucket")
s3.put_bucket_versioning(Bucket="bucket", VersioningConfiguration={"Status": "Enabled"})
s3.create_bucket(Bucket="plain")
open("local.csv", "w").write("a,b\\n1,2\\n")
options = {"endpoint_url": S3}
"""

BODY = "Body=b'a,b\\n1,2\\n'"
WRITES = {
    "put": (f"s3.put_object(Bucket='bucket', Key='a.csv', {BODY})['VersionId']", "bucket/a.csv"),
    "upload": ("s3.upload_file('local.csv', 'bucket', 'b.csv')", "bucket/b.csv"),
    "plain": (f"s3.put_object(Bucket='plain', Key='c.csv', {BODY})['ETag']", "plain/c.csv"),
    "pandas": (
        "pd.DataFrame({'a': [1]}).to_csv('s3://bucket/d.csv', storage_options=options)",
        "bucket/d.csv",
    ),
}
READS = {
    "get": "s3.get_object(Bucket='bucket', Key='a.csv')['Body'].read()",
    "download": "s3.download_file('bucket', 'a.csv', 'down.csv')",
    "pandas": "pd.read_csv('s3://bucket/a.csv', storage_options=options)",
    "fsspec open": "fsspec.open('s3://bucket/a.csv', **options).open().read()",
    "fsspec cat": "fsspec.filesystem('s3', **options).cat('bucket/a.csv')",
}
WEB = {
    "urllib": "urllib.request.urlopen(WEB + '/data.csv').read()",
    "requests": "requests.get(WEB.replace('//', '//me:word@') + '/data.csv', timeout=9).text",
    "httpx": "httpx.get(WEB + '/data.csv').text",
    "pandas": "pd.read_csv(WEB + '/data.csv')",
    "fsspec": "fsspec.open(WEB + '/data.csv').open().read()",
}


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveKernel]:
    keys = {
        "AWS_ACCESS_KEY_ID": "someone",
        "AWS_SECRET_ACCESS_KEY": "something",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    home = tmp_path_factory.mktemp("servers") / "home"
    with s3_server() as s3, http_server() as web, LiveKernel(home, loads=True, **keys) as running:
        running.ok(f"S3, WEB = {s3!r}, {web!r}")
        running.ok(MAKE)
        yield running
        assert_no_trouble(running)


def used(kernel: LiveKernel, code: str) -> tuple[str, list[dict[str, Any]]]:
    """Run a cell; return its result and what is recorded of servers."""
    result = kernel.ok(code).result
    kernel.settle()
    return result, [one for one in last(kernel.home) if "://" in one["path"]]


def last(home: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = manifest(home, records(home, "capture")[-1])["inputs"]
    return found


def test_objects_of_s3_are_recorded_with_their_versions(kernel: LiveKernel) -> None:
    versions = {}
    for code, key in WRITES.values():
        result, (found,) = used(kernel, code)
        assert (found["path"], found["mode"], found["digest"]) == (f"s3://{key}", "w", None)
        versions[key] = found["version"]
        if result:
            label = "etag" if key.startswith("plain") else "version"
            assert found["version"] == f"{label}:{result.strip(chr(39))}"
    for code in READS.values():
        _, (found,) = used(kernel, code)
        assert (found["path"], found["mode"]) == ("s3://bucket/a.csv", "r")
        assert (found["version"], found["size_bytes"]) == (versions["bucket/a.csv"], len(CONTENT))


def test_files_beside_objects_are_recorded_too(kernel: LiveKernel) -> None:
    kernel.ok(WRITES["upload"][0])
    kernel.ok(READS["get"].replace("a.csv", "b.csv"))
    kernel.ok("s3.download_file('bucket', 'b.csv', 'copy.csv')")
    kernel.settle()
    written = [one for one in last(kernel.home) if one["mode"] == "w"]
    assert [one["path"] for one in written] == [str(kernel.home.parent / "copy.csv")]
    assert written[0]["digest"] is not None


@pytest.mark.parametrize("library", WEB)
def test_addresses_are_recorded_with_their_etags(kernel: LiveKernel, library: str) -> None:
    web = kernel.value("WEB").strip("'")
    _, (found,) = used(kernel, WEB[library])
    assert (found["path"], found["mode"]) == (f"{web}/data.csv", "r")
    assert (found["version"], found["size_bytes"]) == (f"etag:{ETAG}", len(CONTENT))


@pytest.mark.parametrize(
    "call",
    [
        "urllib.request.urlopen({})",
        "requests.get({}, timeout=9)",
        "httpx.get({}, follow_redirects=True)",
    ],
)
def test_a_moved_object_is_recorded_by_the_address_that_was_asked(
    kernel: LiveKernel, call: str
) -> None:
    web = kernel.value("WEB").strip("'")
    _, found = used(kernel, call.format("WEB + '/moved.csv'") + ";")
    assert [one["path"] for one in found] == [f"{web}/moved.csv"]


def test_keys_in_an_address_are_not_recorded(kernel: LiveKernel) -> None:
    _, (found,) = used(kernel, "requests.get(WEB + '/data.csv?v=2&sig=geheim', timeout=9).text")
    assert found["path"].endswith("/data.csv?v=2&sig=***")
    assert "geheim" not in str(records(kernel.home, "capture")[-1]["effects"])


def test_what_is_not_there_or_is_no_object_is_not_recorded(kernel: LiveKernel) -> None:
    _, found = used(kernel, "requests.get(WEB + '/none', timeout=9).status_code")
    assert found == []
    _, found = used(kernel, "requests.post(WEB + '/data.csv', data='x', timeout=9).status_code")
    assert found == []
