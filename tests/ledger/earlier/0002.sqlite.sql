-- The tables of revision 0002 on SQLite, as its own code made them.
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE arrival (
    claim VARCHAR(300) NOT NULL,
    partner VARCHAR(40) NOT NULL,
    submission VARCHAR(40) NOT NULL,
    name VARCHAR(200) NOT NULL,
    PRIMARY KEY (claim)
);
CREATE TABLE declaration (
    id VARCHAR(50) NOT NULL,
    submission VARCHAR(40) NOT NULL,
    partner VARCHAR(40) NOT NULL,
    ordinal INTEGER NOT NULL,
    state VARCHAR(20) NOT NULL,
    outcome VARCHAR(20) NOT NULL,
    message_number VARCHAR(19),
    reference VARCHAR(35),
    function VARCHAR(1),
    findings JSON NOT NULL,
    findings_total INTEGER NOT NULL,
    examined JSON NOT NULL,
    judged_at VARCHAR(40) NOT NULL,
    dum_number VARCHAR(18),
    registered_at VARCHAR(40),
    facts JSON NOT NULL,
    assessment JSON,
    payment JSON,
    answers JSON NOT NULL, law JSON DEFAULT '{}' NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (dum_number)
);
CREATE TABLE document (
    number VARCHAR(24) NOT NULL,
    kind VARCHAR(20) NOT NULL,
    declaration VARCHAR(50) NOT NULL,
    partner VARCHAR(40) NOT NULL,
    xml VARCHAR(64) NOT NULL,
    pdf VARCHAR(64) NOT NULL,
    issued_at VARCHAR(40) NOT NULL,
    PRIMARY KEY (number)
);
CREATE TABLE event (
    position INTEGER NOT NULL,
    stream VARCHAR(80) NOT NULL,
    version INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    data JSON NOT NULL,
    actor VARCHAR(40) NOT NULL,
    recorded_at VARCHAR(40) NOT NULL,
    effective_at VARCHAR(40) NOT NULL,
    PRIMARY KEY (position),
    UNIQUE (stream, version)
);
CREATE TABLE message_number (
    partner VARCHAR(40) NOT NULL,
    number VARCHAR(19) NOT NULL,
    submission VARCHAR(40) NOT NULL,
    PRIMARY KEY (partner, number)
);
CREATE TABLE partner (
    id VARCHAR(40) NOT NULL,
    roles JSON NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE partner_key (
    hash VARCHAR(64) NOT NULL,
    partner VARCHAR(40) NOT NULL,
    label VARCHAR(80) NOT NULL,
    active BOOLEAN NOT NULL,
    PRIMARY KEY (hash)
);
CREATE TABLE payment (
    office VARCHAR(40) NOT NULL,
    number VARCHAR(35) NOT NULL,
    declaration VARCHAR(50) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    quittance VARCHAR(24) NOT NULL,
    PRIMARY KEY (office, number),
    UNIQUE (declaration),
    UNIQUE (quittance)
);
CREATE TABLE reference (
    partner VARCHAR(40) NOT NULL,
    reference VARCHAR(35) NOT NULL,
    declaration VARCHAR(50) NOT NULL,
    PRIMARY KEY (partner, reference)
);
CREATE TABLE series (
    name VARCHAR(40) NOT NULL,
    serial INTEGER NOT NULL,
    PRIMARY KEY (name, serial)
);
CREATE TABLE submission (
    id VARCHAR(40) NOT NULL,
    partner VARCHAR(40) NOT NULL,
    body JSON NOT NULL,
    attachments JSON NOT NULL,
    rejected JSON NOT NULL,
    received_at VARCHAR(40) NOT NULL,
    acknowledgement VARCHAR(64) NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE work (
    id INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    "key" VARCHAR(400) NOT NULL,
    due_at FLOAT NOT NULL,
    state VARCHAR(10) NOT NULL,
    attempts INTEGER NOT NULL,
    error TEXT,
    done_at FLOAT,
    PRIMARY KEY (id),
    UNIQUE (kind, "key")
);
CREATE INDEX ix_arrival_submission ON arrival (submission);
CREATE INDEX ix_declaration_partner ON declaration (partner);
CREATE INDEX ix_declaration_state ON declaration (state);
CREATE INDEX ix_declaration_submission ON declaration (submission);
CREATE INDEX ix_document_declaration ON document (declaration);
CREATE INDEX ix_document_partner ON document (partner);
CREATE INDEX ix_submission_partner ON submission (partner);
CREATE INDEX ix_work_due_at ON work (due_at);
