"""The one place where the stages are joined: read, map, plan, publish, report."""

from importer.pipeline.job import Job, Stop, Tell
from importer.pipeline.run import execute

__all__ = ["Job", "Stop", "Tell", "execute"]
