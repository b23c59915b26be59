"""The table of operations: handlers, OpenAPI, TypeScript, `call` and the reference follow it."""

from __future__ import annotations

from jupyter_mm.api.comparing import COMPARING
from jupyter_mm.api.operation import Operation
from jupyter_mm.core import (
    annotate,
    data,
    data_checks,
    drift,
    environments,
    hidden,
    history,
    jobs,
    lineage,
    observe,
    profiles,
    record,
    recovery,
    usage,
    verdicts,
    verify,
)
from jupyter_mm.core.latest_outputs import latest_outputs
from jupyter_mm.core.policy import Scope
from jupyter_mm.core.runs.listing import list_runs
from jupyter_mm.domain.capture import Capture, Receipt
from jupyter_mm.domain.checkpoint import Restore
from jupyter_mm.domain.data_answers import DataDifference, DataList, DataQuery, DataReport
from jupyter_mm.domain.document import DocumentSnapshot
from jupyter_mm.domain.drift import Drift
from jupyter_mm.domain.environment import EnvironmentDifference, EnvironmentShown
from jupyter_mm.domain.execution import KernelSession, LogBatch
from jupyter_mm.domain.history import (
    Annotation,
    CheckpointDetail,
    DiskUsage,
    ExecutionDetail,
    HiddenState,
    HistoryPage,
    HistoryQuery,
    HistoryRow,
    LatestOutputs,
    NotebookAsItWas,
    StoreStatus,
    Thumbnail,
    VerifyReport,
)
from jupyter_mm.domain.jobs import Job, JobRequest, Jobs
from jupyter_mm.domain.lineage import Lineage, LineageQuery
from jupyter_mm.domain.profile import Profile
from jupyter_mm.domain.recovery import Recovery, RecoveryQuery
from jupyter_mm.domain.run import RunList, RunsQuery
from jupyter_mm.domain.verdict import Verdict, Verdicts

BASE = "/jupyter-mm/api/v1"


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "store_status", "GET", "/status", None, StoreStatus, usage.store_status, Scope.READ,
        "How the store is: version, counts, and why it is read-only if it is.",
        when_unavailable=usage.unavailable_status,
    ),
    Operation(
        "register_session", "POST", "/sessions", KernelSession, Receipt, record.register_session,
        Scope.RECORD, "Record that a kernel began to live.", writes=True,
    ),
    Operation(
        "record_execution", "POST", "/captures", Capture, Receipt, record.record_execution,
        Scope.RECORD, "Record one execution as its kernel saw it; repeating it is harmless.",
        writes=True,
    ),
    Operation(
        "record_log", "POST", "/logs", LogBatch, Receipt, record.record_log, Scope.RECORD,
        "Record values that an execution logged; repeating it is harmless.", writes=True,
    ),
    Operation(
        "record_restore", "POST", "/restores", Restore, Receipt, record.record_restore,
        Scope.RECORD, "Record that a kernel went back to a checkpoint.", writes=True,
    ),
    Operation(
        "record_document", "POST", "/documents", DocumentSnapshot, Receipt,
        observe.record_document, Scope.RECORD,
        "Tell what the page showed when it sent executions, unsaved cells included.", writes=True,
    ),
    Operation(
        "list_history", "GET", "/history", HistoryQuery, HistoryPage, history.list_history,
        Scope.READ, "List executions, newest first.",
    ),
    Operation(
        "list_runs", "GET", "/runs", RunsQuery, RunList, list_runs, Scope.READ,
        "List runs with what they logged, newest first.",
    ),
    Operation(
        "show_execution", "GET", "/executions/{id}", None, ExecutionDetail,
        history.show_execution, Scope.READ, "Show one execution with its source and outputs.",
    ),
    Operation(
        "thumbnail", "GET", "/executions/{id}/thumbnail", None, Thumbnail, history.thumbnail,
        Scope.READ, "Show an image among the outputs of an execution.",
    ),
    Operation(
        "show_checkpoint", "GET", "/checkpoints/{ref}", None, CheckpointDetail,
        history.show_checkpoint, Scope.READ,
        "Show what a checkpoint brings back, what it does not and why.",
        query=("session", "notebook"),
    ),
    Operation(
        "show_notebook", "GET", "/checkpoints/{ref}/notebook", None, NotebookAsItWas,
        history.show_notebook, Scope.READ,
        "Show the notebook as it was; `ref` may also be the id of an execution.",
        query=("session", "notebook"),
    ),
    Operation(
        "annotate_checkpoint", "POST", "/checkpoints/{ref}/annotations", Annotation, HistoryRow,
        annotate.annotate_checkpoint, Scope.ANNOTATE,
        "Set message, tags or pin of a checkpoint; what is left out stays.", writes=True,
    ),
    Operation(
        "latest_outputs", "GET", "/outputs", None, LatestOutputs, latest_outputs,
        Scope.READ, "Show what each cell of a notebook showed last, page open or not.",
        query=("notebook!",),
    ),
    Operation(
        "recoverable", "GET", "/recovery", RecoveryQuery, Recovery, recovery.recoverable,
        Scope.READ, "Show what the kernel before had, for a session that came back empty.",
    ),
    Operation(
        "hidden_state", "GET", "/hidden-state", None, HiddenState, hidden.hidden_state,
        Scope.READ, "Show which outputs came from what the notebook does not show any more.",
        query=("notebook!",),
    ),
    Operation(
        "show_environment", "GET", "/environments/{ref}", None, EnvironmentShown,
        environments.show_environment, Scope.READ,
        "Show the environment of a checkpoint: packages, interpreter, machine, and the lock.",
        query=("session", "notebook"),
    ),
    Operation(
        "compare_environments", "GET", "/environment-difference", None, EnvironmentDifference,
        environments.compare_environments, Scope.READ,
        "Compare the environments of two checkpoints.",
        query=("before!", "after!", "session", "notebook"),
    ),
    Operation(
        "list_data", "GET", "/data", DataQuery, DataList, data.list_data, Scope.READ,
        "List files, sets of files and remote objects that executions used, the latest use first.",
    ),
    Operation(
        "compare_data", "GET", "/data-difference", None, DataDifference, data.compare_data,
        Scope.READ, "Compare the data that two checkpoints came from.",
        query=("before!", "after!", "session", "notebook"),
    ),
    Operation(
        "verify_data", "POST", "/checkpoints/{ref}/verify-data", None, DataReport,
        data_checks.verify_data, Scope.VERIFY,
        "Read all data that a checkpoint came from and report what is not as it was.",
        query=("session", "notebook"),
    ),
    Operation(
        "data_profile", "GET", "/data-profile", None, Profile, profiles.data_profile, Scope.READ,
        "Show the profile of a table by the digest of its file.", query=("digest!",),
    ),
    Operation(
        "lineage", "GET", "/lineage", LineageQuery, Lineage, lineage.lineage, Scope.READ,
        "Show where a result comes from, or what came of data: a graph.",
    ),
    Operation(
        "drift", "GET", "/checkpoints/{ref}/drift", None, Drift, drift.drift, Scope.READ,
        "Show how a checkpoint's environment and data differ from what is there now.",
        query=("session", "notebook"),
    ),
    Operation(
        "record_verdict", "POST", "/verdicts", Verdict, Receipt, verdicts.record_verdict,
        Scope.RECORD, "Record what came of reproducing a checkpoint; repeating it is harmless.",
        writes=True,
    ),
    Operation(
        "list_verdicts", "GET", "/checkpoints/{ref}/verdicts", None, Verdicts,
        verdicts.list_verdicts, Scope.READ,
        "List the attempts at reproducing a checkpoint, newest first.",
        query=("session", "notebook"),
    ),
    Operation(
        "start_job", "POST", "/jobs", JobRequest, Job, jobs.start_job, Scope.RUN,
        "Begin to reproduce a checkpoint or to build its environment; does not wait.", writes=True,
    ),
    Operation(
        "list_jobs", "GET", "/jobs", None, Jobs, jobs.list_jobs, Scope.READ,
        "List the jobs of this server, newest first.",
    ),
    Operation(
        "show_job", "GET", "/jobs/{id}", None, Job, jobs.show_job, Scope.READ,
        "Show how far a job is, or what came of it.",
    ),
    Operation(
        "cancel_job", "POST", "/jobs/{id}/cancel", None, Job, jobs.cancel_job, Scope.RUN,
        "End a job.", writes=True,
    ),
    Operation(
        "verify_store", "POST", "/verify", None, VerifyReport, verify.verify_store, Scope.VERIFY,
        "Read everything and report what is damaged and which checkpoints it touches.",
    ),
    Operation(
        "disk_usage", "GET", "/usage", None, DiskUsage, usage.disk_usage, Scope.READ,
        "How many bytes the store uses, by part, and how many are free.",
    ),
    *COMPARING,
)  # fmt: skip

BY_NAME = {operation.name: operation for operation in OPERATIONS}
