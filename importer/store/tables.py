"""The state, table by table. Its version stands in `schema_version`; changes take a migration."""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
)

SCHEMA_VERSION = 1

metadata = MetaData()
_ROW_ID = BigInteger().with_variant(Integer, "sqlite")

schema_version = Table("schema_version", metadata, Column("version", Integer, nullable=False))

profiles = Table(
    "profiles",
    metadata,
    Column("id", _ROW_ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("base_url", Text, nullable=False),
    # What all processes together have learned of the platform's pace: JSON, see publishing.pace.
    Column("pace", Text, nullable=False, server_default="{}"),
    UniqueConstraint("name", "base_url"),
)

sources = Table(
    "sources",
    metadata,
    Column("id", _ROW_ID, primary_key=True),
    Column("profile_id", _ROW_ID, ForeignKey("profiles.id"), nullable=False),
    Column("name", Text, nullable=False),
    # The mapping's path within its project: a second mapping of the same name is a mistake.
    Column("mapping", Text, nullable=False),
    # How many events the platform held after our last run; more means that others added some.
    Column("platform_total", Integer),
    # The lease: a random token, who holds it (JSON: host, boot, pid, process start), since, last beat.
    Column("lease_token", Text),
    Column("lease_holder", Text),
    Column("lease_since", Float),
    Column("lease_beat", Float),
    UniqueConstraint("profile_id", "name"),
)

records = Table(
    "records",
    metadata,
    Column("id", _ROW_ID, primary_key=True),
    Column("source_id", _ROW_ID, ForeignKey("sources.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("key_hash", LargeBinary, nullable=False),
    Column("place", Text, nullable=False),
    Column("row_hash", LargeBinary, nullable=False),
    Column("payload_hash", LargeBinary, nullable=False),
    # The payload the platform was last proved to hold; only the hash once the event is over.
    Column("body", LargeBinary),
    Column("alike", LargeBinary),
    Column("event_id", Text),
    Column("channel_id", BigInteger),
    Column("generation", Integer, nullable=False, server_default="0"),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("starts_at", BigInteger, nullable=False),
    Column("over_at", BigInteger, nullable=False),
    Column("first_seen", Float, nullable=False),
    Column("missed", Integer, nullable=False, server_default="0"),
    Column("missed_at", Float),
    Column("refused_hash", LargeBinary),
    Column("refused_at", Float),
    Column("refused_rules", LargeBinary),
    Column("refused_because", Text, nullable=False, server_default=""),
    Column("gone", Integer, nullable=False, server_default="0"),
    Column("withdrawn", Integer, nullable=False, server_default="0"),
    UniqueConstraint("source_id", "key_hash"),
)
Index("records_of_event", records.c.event_id)
Index("records_alike", records.c.alike)

intents = Table(
    "intents",
    metadata,
    Column("id", _ROW_ID, primary_key=True),
    Column("source_id", _ROW_ID, ForeignKey("sources.id"), nullable=False),
    Column("record_id", _ROW_ID, ForeignKey("records.id"), nullable=False),
    Column("run", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("state", Text, nullable=False),
    # The exact bytes to send; dropped when the record's event is over.
    Column("body", LargeBinary),
    # Updates: the whole payload the event has afterwards, and its hash.
    Column("becomes", LargeBinary),
    Column("payload_hash", LargeBinary, nullable=False),
    Column("row_hash", LargeBinary, nullable=False),
    Column("alike", LargeBinary),
    Column("starts_at", BigInteger, nullable=False),
    Column("over_at", BigInteger, nullable=False),
    Column("key", Text),
    Column("channel_id", BigInteger),
    # Order of sending: rank, then due (epoch seconds).
    Column("rank", Integer, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("decided_at", Float, nullable=False),
    Column("doubtful_since", Float),
    Column("sent_at", Float),
    Column("lease_token", Text),
    # JSON list of [epoch seconds, status, request id, verdict]: one entry a request.
    Column("answers", Text, nullable=False, server_default="[]"),
)
Index("intents_to_send", intents.c.source_id, intents.c.state, intents.c.rank, intents.c.due)
event.listen(  # an Index with `postgresql_where` would load that dialect at every start
    intents,
    "after_create",
    DDL(  # type: ignore[no-untyped-call]  # SQLAlchemy has no types for it
        "CREATE UNIQUE INDEX one_open_intent_a_record ON intents (record_id)"
        " WHERE state IN ('decided', 'sending', 'in doubt')"
    ),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source_id", _ROW_ID, ForeignKey("sources.id"), nullable=False),
    Column("started_at", Float, nullable=False),
    Column("finished_at", Float),
    Column("exit_code", Integer),
    Column("result", Text),
)

remembered = Table(
    "remembered",
    metadata,
    Column("profile_id", _ROW_ID, ForeignKey("profiles.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", Float, nullable=False),
)

media = Table(
    "media",
    metadata,
    Column("profile_id", _ROW_ID, ForeignKey("profiles.id"), primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    Column("media_id", Integer, nullable=False),
)
