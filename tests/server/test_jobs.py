"""Jobs of a real server: asked for, followed on the bus, found again, cancelled."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from jupyter_mm.blobs.outbox import Outbox
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.jobs import Job
from jupyter_mm.testing.captures import make_capture
from tests.server.answers import Ask
from tests.server.notebooks import until

EVENTS = "https://jupyter-mm.invalid/events"
ROOT = Path(__file__).parents[2]
LOCK = 'lock-version = "1.0"\ncreated-by = "test"\nrequires-python = "==3.11.7"\n'
SLOW = LOCK + '[[packages]]\nname = "six"\nversion = "1.16.0"\n'
COMMIT = "a" * 40
VCS = LOCK + (
    '[[packages]]\nname = "other"\n'
    f'vcs = {{type = "git", url = "https://h.invalid/o", commit-id = "{COMMIT}"}}\n'
)

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def told(jp_serverapp: Any) -> dict[str, list[dict[str, Any]]]:
    """What came over the bus, by kind of event."""
    heard: dict[str, list[dict[str, Any]]] = {"job-changed": [], "history-changed": []}

    def listener(kind: str) -> Any:
        async def listen(data: dict[str, Any], **_: Any) -> None:
            heard[kind].append(data)

        return listen

    for kind in heard:
        schema = f"{EVENTS}/{kind}/v1"
        jp_serverapp.event_logger.add_listener(schema_id=schema, listener=listener(kind))
    return heard


@pytest.fixture
def recorded(home: Path, ask: Ask) -> Any:
    """Return a function that records a checkpoint and returns its id."""

    async def record(**given: Any) -> str:
        capture = make_capture(home, **given)
        assert capture.checkpoint is not None
        made = capture.checkpoint.id
        Outbox(home).write("capture", capture)

        async def found() -> Any:
            return (await ask("GET", f"/checkpoints/{made}")).status == 200

        await until(found, "the record")
        return made

    return record


async def ended(ask: Ask, id_: str) -> dict[str, Any]:
    async def found() -> Any:
        job = (await ask("GET", f"/jobs/{id_}")).json
        return job if job["status"] != "running" else None

    return dict(await until(found, "the end of the job"))


async def test_a_job_is_followed_to_its_verdict(ask: Ask, recorded: Any, told: Any) -> None:
    gone = DataRef(path="/nowhere/x.csv", mode="r", size_bytes=1, mtime_ns=1, digest="0" * 64)
    ref = await recorded(environment=LOCK, inputs=(gone,))
    job = (await ask("POST", "/jobs", {"kind": "reproduce", "ref": ref})).json
    assert (job["status"], job["checkpoint"]) == ("running", ref)
    job = await ended(ask, job["id"])
    assert (job["status"], job["verdict"]["outcome"]) == ("done", "impossible"), job
    assert job["verdict"]["summary"] == "/nowhere/x.csv is gone."
    verdicts = (await ask("GET", f"/checkpoints/{ref}/verdicts")).json["items"]
    assert verdicts == [job["verdict"]]

    def verified() -> bool:
        return any(one["what"] == "verified" for one in told["history-changed"])

    await until(verified, "the badge")
    changed = [one for one in told["history-changed"] if one["what"] == "verified"]
    assert [one["row"]["verdict"] for one in changed] == ["impossible"]
    assert told["job-changed"][-1]["job"] == job
    assert (await ask("GET", "/jobs")).json["items"] == [job]


async def test_a_job_that_needs_consent_says_for_what(ask: Ask, recorded: Any) -> None:
    ref = await recorded(environment=VCS)
    job = (await ask("POST", "/jobs", {"kind": "environment", "ref": ref})).json
    job = await ended(ask, job["id"])
    assert job["status"] == "failed"
    assert len(job["needs_consent"]) == 1
    assert "other" in job["needs_consent"][0]


async def test_a_job_can_be_cancelled(ask: Ask, recorded: Any) -> None:
    ref = await recorded(environment=SLOW)
    job = (await ask("POST", "/jobs", {"kind": "environment", "ref": ref})).json
    cancelled = (await ask("POST", f"/jobs/{job['id']}/cancel")).json
    assert cancelled["status"] in {"running", "cancelled"}
    job = await ended(ask, job["id"])
    assert (job["status"], job["step"]) == ("cancelled", "Cancelled")
    assert job["ended_at"] >= job["started_at"]


async def test_what_cannot_be_asked_for_is_refused_at_once(ask: Ask, recorded: Any) -> None:
    ref = await recorded()
    assert (await ask("POST", "/jobs", {"kind": "dance", "ref": ref})).status == 400
    assert (await ask("POST", "/jobs", {"kind": "reproduce", "ref": "nowhere"})).status == 404
    assert (await ask("GET", f"/jobs/{'0' * 32}")).status == 404


def test_the_event_of_jobs_requires_fields_that_a_job_has() -> None:
    text = (ROOT / "jupyter_mm/server/events/job-changed-v1.yaml").read_text()
    job = yaml.safe_load(text)["properties"]["job"]
    assert set(job["required"]) <= set(Job.__dataclass_fields__)
