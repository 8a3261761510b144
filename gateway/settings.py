"""All settings of the gateway: environment variables `DUMGATE_...`, or `dumgate.toml` in the working folder."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from parsers.attachment_names import MOST_NAMES
from parsers.edifact.interchange_records import EdifactLimits
from parsers.pdf import PdfLimits
from parsers.xml import XmlLimits

Network = IPv4Network | IPv6Network


def _listed(given: object) -> object:
    return [each for each in re.split(r"[,\s]+", given) if each] if isinstance(given, str) else given


class Settings(BaseSettings):
    """Every setting has a default that works on one machine; `docs/settings.md` lists them."""

    model_config = SettingsConfigDict(env_prefix="DUMGATE_", toml_file="dumgate.toml", extra="forbid")

    data: Path = Field(Path("var"), description="Folder of the database, the store, the keys and the trusted roots.")
    inbox: Path = Field(Path("inbox"), description="Watched folder; each partner has a folder of his id in it.")
    outbox: Path = Field(Path("outbox"), description="Folder of the answers; each partner has a folder in it.")
    folder_mode: str = Field(
        "0750",
        description="Mode of new folders in inbox and outbox, octal; new files get it without the right to enter "
        "(0640). Existing ones are left.",
        pattern="^[02]?7[0-7]{2}$",
    )
    folder_group: str = Field("", description="Group of new folders and files there; empty: none is set.")
    database: SecretStr = Field(SecretStr(""), description="SQLAlchemy URL; empty: SQLite in the data folder.")
    mark: Path | None = Field(
        None,
        description="File that notices a ledger that went back in time, best on another disk than the database; none: "
        "`mark.sqlite` in the data folder.",
    )
    host: str = Field("127.0.0.1", description="Address that the HTTP service listens on.")
    port: int = Field(8030, description="Port of the HTTP service.", ge=0, le=65535)
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_listed)] = Field(
        (),
        description="Addresses and networks of proxies in front, parted by commas: their X-Forwarded-For is believed.",
    )
    public_status: bool = Field(
        False,
        description="Tell anybody without a key whether a document still holds, who gives its number and the SHA-256 "
        "of its XML.",
    )
    administration: Literal["sandbox"] = Field("sandbox", description="Who registers and assesses: the sandbox.")
    days_ahead: int = Field(
        0, description="Days by which a sandbox's clock runs ahead, to see what the calendar does.", ge=0, le=3650
    )
    clock_jump: int = Field(
        3,
        description="Days by which the clock may be past the last recorded instant; beyond them, and behind it, it "
        "holds back what the calendar alone does (`dumgate clock`).",
        ge=1,
        le=365,
    )
    signing_key: Path | None = Field(None, description="PEM file of an operator's private key; none: a sandbox key.")
    signing_certificates: Path | None = Field(None, description="PEM file of the certificate and its chain.")
    form_copies: Literal["one", "six"] | None = Field(
        None,
        description="What the printed form holds that is issued: `one` form without a destination, or `six` copies. "
        "None: as it was before, at first `one` where the ledger begins empty and `six` where it has a history.",
    )
    office_scope: Literal["enforced", "warned"] | None = Field(
        None,
        description="What an office may do and read that is not of its bureaux: nothing (`enforced`), or everything as "
        "before, and the log says what would be refused (`warned`). None: as it was before, at first `enforced` where "
        "the ledger begins empty and `warned` where it has a history.",
    )
    account_mandate: Literal["enforced", "warned", "open"] | None = Field(
        None,
        description="Who may charge a regime account or a removal credit: its company and those that it gave a mandate "
        "to `send` (`enforced`); anybody, and the verdict warns (`warned`); anybody (`open`). None: as it was before, "
        "at first `open`.",
    )
    watch: bool = Field(True, description="Let file events wake the folder scan; a scan decides either way.")
    scan_every: float = Field(1.0, description="Seconds between two scans of the inbox.", gt=0)
    stable_for: float = Field(3.0, description="Seconds without change after which a file is complete.", ge=0)
    attachment_wait: float = Field(120.0, description="Seconds that a declaration waits for its attachments.", ge=0)
    waiting_notice: float = Field(
        900.0, description="Seconds that work waits for a part of ours before its sender's folder says so.", ge=0
    )
    max_body_bytes: int = Field(10_000_000, description="Largest declaration, in bytes.", gt=0)
    max_elements: int = Field(500_000, description="Most XML elements in a declaration.", gt=0)
    max_pdf_bytes: int = Field(2_000_000, description="Largest PDF attachment, in bytes.", gt=0)
    max_pdf_pages: int = Field(500, description="Most pages of a PDF attachment.", gt=0)
    max_pdf_expanded_bytes: int = Field(268_435_456, description="Most bytes that a PDF may decompress to.", gt=0)
    max_findings: int = Field(200, description="Most findings in one answer; the true number is always told.", gt=0)
    edifact_identification: str = Field(
        "DUMGATE",
        description="Our identification in EDIFACT (0004, 0010): what is addressed to another is refused, and answers "
        "bear it. Empty: any recipient is taken and answers.",
        max_length=35,
    )
    edifact_qualifier: str = Field("ZZZ", description="The qualifier (0007) of our identification.", max_length=4)
    edifact_max_segment_bytes: int = Field(10_000, description="Largest EDIFACT segment, in bytes.", gt=0)
    edifact_max_segments: int = Field(100_000, description="Most segments in an EDIFACT message.", gt=0)
    edifact_max_message_bytes: int = Field(10_000_000, description="Largest EDIFACT message, in bytes.", gt=0)
    edifact_max_groups: int = Field(1_000, description="Most functional groups in an EDIFACT interchange.", gt=0)
    edifact_max_messages: int = Field(1_000, description="Most messages in an EDIFACT interchange.", gt=0)
    edifact_max_interchanges: int = Field(100, description="Most interchanges in one EDIFACT file.", gt=0)
    workers: int = Field(
        2,
        description="Processes that judge, render and sign. One more is started for a partner who waits longer than "
        "two seconds while others hold all of them.",
        gt=0,
    )
    worker_memory_bytes: int = Field(
        1_000_000_000,
        description="Most memory, in bytes, that such a process takes for one message; what needs more is refused.",
        ge=256_000_000,
    )
    min_free_bytes: int = Field(50_000_000, description="Free disk below which nothing is accepted.", ge=0)

    @property
    def database_url(self) -> str:
        """The database: as set, else an SQLite file in the data folder."""
        return self.database.get_secret_value() or f"sqlite:///{(self.data / 'gateway.sqlite').absolute()}"

    @property
    def mark_file(self) -> Path:
        """The mark: as set, else a file in the data folder."""
        return (self.mark or self.data / "mark.sqlite").absolute()

    @property
    def max_request_bytes(self) -> int:
        """The largest HTTP request: a declaration with all its attachments, and what multipart needs around them."""
        return self.max_body_bytes + MOST_NAMES * self.max_pdf_bytes + 1_000_000

    @property
    def xml_limits(self) -> XmlLimits:
        """What a declaration's XML may have at the most."""
        return XmlLimits(max_bytes=self.max_body_bytes, max_elements=self.max_elements)

    @property
    def pdf_limits(self) -> PdfLimits:
        """What an attached PDF may have at the most."""
        return PdfLimits(
            max_bytes=self.max_pdf_bytes,
            max_pages=self.max_pdf_pages,
            max_expanded_bytes=self.max_pdf_expanded_bytes,
        )

    @property
    def edifact_own(self) -> tuple[str, str] | None:
        """Who we are in EDIFACT, None where any recipient is taken."""
        return (self.edifact_identification, self.edifact_qualifier) if self.edifact_identification else None

    @property
    def edifact_limits(self) -> EdifactLimits:
        """What an EDIFACT body may have at the most."""
        return EdifactLimits(
            max_bytes=self.max_body_bytes,
            max_segment_bytes=self.edifact_max_segment_bytes,
            max_segments=self.edifact_max_segments,
            max_message_bytes=self.edifact_max_message_bytes,
            max_groups=self.edifact_max_groups,
            max_messages=self.edifact_max_messages,
            max_interchanges=self.edifact_max_interchanges,
            max_faults=self.max_findings,
        )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments before the environment before the TOML file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
