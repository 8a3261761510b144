-- The tables of revision 0006 on SQLite, as its own code made them.
CREATE TABLE account (
    number VARCHAR(18) NOT NULL,
    declaration VARCHAR(50) NOT NULL,
    partner VARCHAR(40) NOT NULL,
    operator VARCHAR(255) NOT NULL,
    office VARCHAR(3) NOT NULL,
    regime VARCHAR(3) NOT NULL,
    state VARCHAR(10) NOT NULL,
    opened_on VARCHAR(10) NOT NULL,
    deadline VARCHAR(10),
    last_deadline VARCHAR(10),
    binding BOOLEAN NOT NULL,
    principal JSON NOT NULL,
    guarantor JSON NOT NULL,
    discharges INTEGER NOT NULL,
    PRIMARY KEY (number)
);
CREATE TABLE account_article (
    account VARCHAR(18) NOT NULL,
    article INTEGER NOT NULL,
    ngp_code VARCHAR(10) NOT NULL,
    description TEXT NOT NULL,
    unit VARCHAR(10) NOT NULL,
    waste_rate VARCHAR(24),
    value VARCHAR(24) NOT NULL,
    suspended VARCHAR(24) NOT NULL,
    admitted VARCHAR(24) NOT NULL,
    charged VARCHAR(24) NOT NULL,
    released VARCHAR(24) NOT NULL,
    discharges INTEGER NOT NULL,
    PRIMARY KEY (account, article)
);
CREATE TABLE act (
    office VARCHAR(40) NOT NULL,
    kind VARCHAR(30) NOT NULL,
    number VARCHAR(35) NOT NULL,
    declaration VARCHAR(50),
    sha256 VARCHAR(64) NOT NULL,
    done_at VARCHAR(40) NOT NULL,
    data JSON NOT NULL,
    answer JSON NOT NULL,
    PRIMARY KEY (office, kind, number)
);
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE arrival (
    claim VARCHAR(300) NOT NULL,
    partner VARCHAR(40) NOT NULL,
    submission VARCHAR(40) NOT NULL,
    name VARCHAR(200) NOT NULL, channel VARCHAR(20) DEFAULT 'folder' NOT NULL,
    PRIMARY KEY (claim)
);
CREATE TABLE certificate (
    number VARCHAR(40) NOT NULL,
    account VARCHAR(18) NOT NULL,
    cause VARCHAR(80) NOT NULL,
    definitive BOOLEAN NOT NULL,
    state VARCHAR(10) NOT NULL,
    released VARCHAR(24) NOT NULL,
    issued_on VARCHAR(10) NOT NULL,
    PRIMARY KEY (number)
);
CREATE TABLE claim (
    number VARCHAR(40) NOT NULL,
    declaration VARCHAR(50) NOT NULL,
    partner VARCHAR(40) NOT NULL,
    office VARCHAR(3) NOT NULL,
    debtor JSON NOT NULL,
    state VARCHAR(10) NOT NULL,
    disputed BOOLEAN NOT NULL,
    amount VARCHAR(24) NOT NULL,
    paid VARCHAR(24) NOT NULL,
    surplus VARCHAR(24) NOT NULL,
    opened_on VARCHAR(10) NOT NULL,
    due_on VARCHAR(10) NOT NULL,
    notice_on VARCHAR(10),
    method VARCHAR(10),
    credit VARCHAR(20),
    balances JSON NOT NULL,
    dasf VARCHAR(40),
    PRIMARY KEY (number)
);
CREATE TABLE credit (
    number VARCHAR(20) NOT NULL,
    holder VARCHAR(255) NOT NULL,
    ice VARCHAR(15),
    ceiling VARCHAR(24) NOT NULL,
    term_days INTEGER NOT NULL,
    used VARCHAR(24) NOT NULL,
    PRIMARY KEY (number)
);
CREATE TABLE "declaration" (
    id VARCHAR(50) NOT NULL,
    submission VARCHAR(40) NOT NULL,
    partner VARCHAR(40) NOT NULL,
    ordinal INTEGER NOT NULL,
    state VARCHAR(20) NOT NULL,
    outcome VARCHAR(20) NOT NULL,
    message_number VARCHAR(35),
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
    answers JSON NOT NULL,
    law JSON DEFAULT '{}' NOT NULL,
    life VARCHAR(12) DEFAULT ('') NOT NULL,
    version INTEGER DEFAULT '0' NOT NULL,
    current VARCHAR(40) DEFAULT ('') NOT NULL,
    about VARCHAR(50),
    asked JSON DEFAULT '{}' NOT NULL,
    open JSON DEFAULT '[]' NOT NULL,
    released_at VARCHAR(40),
    replaces VARCHAR(50),
    replaced_by VARCHAR(50),
    dum JSON,
    edifact JSON,
    in_force VARCHAR(64), earlier_answers JSON DEFAULT '[]' NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (dum_number)
);
CREATE TABLE discharge (
    account VARCHAR(18) NOT NULL,
    serial INTEGER NOT NULL,
    article INTEGER NOT NULL,
    cause VARCHAR(80) NOT NULL,
    "by" VARCHAR(60) NOT NULL,
    by_article INTEGER,
    kind VARCHAR(30) NOT NULL,
    "on" VARCHAR(10) NOT NULL,
    quantity VARCHAR(24) NOT NULL,
    charged VARCHAR(24) NOT NULL,
    released VARCHAR(24) NOT NULL,
    late BOOLEAN NOT NULL,
    certificate VARCHAR(40) NOT NULL,
    undone BOOLEAN NOT NULL,
    PRIMARY KEY (account, serial)
);
CREATE TABLE document (
    number VARCHAR(40) NOT NULL,
    kind VARCHAR(20) NOT NULL,
    declaration VARCHAR(50) NOT NULL,
    partner VARCHAR(40) NOT NULL,
    record JSON DEFAULT '{}' NOT NULL,
    state VARCHAR(10) DEFAULT 'issued' NOT NULL,
    replaces VARCHAR(40),
    replaced_by VARCHAR(40),
    xml VARCHAR(64),
    pdf VARCHAR(64),
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
    effective_at VARCHAR(40) NOT NULL, zone_data VARCHAR(20),
    PRIMARY KEY (position),
    UNIQUE (stream, version)
);
CREATE TABLE interchange (
    submission VARCHAR(40) NOT NULL,
    number INTEGER NOT NULL,
    partner VARCHAR(40) NOT NULL,
    sender VARCHAR(120) NOT NULL,
    reference VARCHAR(35) NOT NULL,
    action VARCHAR(1) NOT NULL,
    first INTEGER NOT NULL,
    declarations INTEGER NOT NULL,
    interchanges INTEGER NOT NULL,
    terms JSON NOT NULL,
    header JSON NOT NULL,
    control JSON,
    contrl_due BOOLEAN NOT NULL,
    contrl VARCHAR(64),
    read_at VARCHAR(40) NOT NULL,
    PRIMARY KEY (submission, number)
);
CREATE TABLE interchange_reference (
    partner VARCHAR(40) NOT NULL,
    sender VARCHAR(120) NOT NULL,
    reference VARCHAR(35) NOT NULL,
    submission VARCHAR(40) NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (partner, sender, reference)
);
CREATE TABLE "message_number" (
    partner VARCHAR(40) NOT NULL,
    number VARCHAR(35) NOT NULL,
    submission VARCHAR(40) NOT NULL,
    PRIMARY KEY (partner, number)
);
CREATE TABLE notice (
    declaration VARCHAR(50) NOT NULL,
    number INTEGER NOT NULL,
    at VARCHAR(40) NOT NULL,
    data JSON NOT NULL,
    xml VARCHAR(64), cusres VARCHAR(64),
    PRIMARY KEY (declaration, number)
);
CREATE TABLE partner (
    id VARCHAR(40) NOT NULL,
    roles JSON NOT NULL, edifact JSON DEFAULT '{}' NOT NULL, closed_at VARCHAR(40), offices JSON DEFAULT '[]' NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE partner_key (
    hash VARCHAR(64) NOT NULL,
    partner VARCHAR(40) NOT NULL,
    label VARCHAR(80) NOT NULL,
    active BOOLEAN NOT NULL, ends_at VARCHAR(40),
    PRIMARY KEY (hash)
);
CREATE TABLE payment (
    office VARCHAR(40) NOT NULL,
    number VARCHAR(35) NOT NULL,
    claim VARCHAR(40) NOT NULL,
    declaration VARCHAR(50) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    quittance VARCHAR(40) NOT NULL,
    amount VARCHAR(24) NOT NULL,
    applied VARCHAR(24) NOT NULL,
    method VARCHAR(10) NOT NULL,
    paid_at VARCHAR(40) NOT NULL,
    reversed BOOLEAN NOT NULL,
    replaced_by VARCHAR(40),
    PRIMARY KEY (office, number),
    UNIQUE (quittance)
);
CREATE TABLE reference (
    partner VARCHAR(40) NOT NULL,
    reference VARCHAR(35) NOT NULL,
    declaration VARCHAR(50) NOT NULL,
    PRIMARY KEY (partner, reference)
);
CREATE TABLE register_signer (
    thumbprint VARCHAR(64) NOT NULL,
    subject TEXT NOT NULL,
    since VARCHAR(40) NOT NULL,
    current BOOLEAN NOT NULL,
    PRIMARY KEY (thumbprint)
);
CREATE TABLE series (
    name VARCHAR(40) NOT NULL,
    serial INTEGER NOT NULL,
    PRIMARY KEY (name, serial)
);
CREATE TABLE series_gap (
    name VARCHAR(40) NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    why TEXT NOT NULL,
    actor VARCHAR(40) NOT NULL,
    at VARCHAR(40) NOT NULL,
    PRIMARY KEY (name, first)
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
    done_at FLOAT, partner VARCHAR(40), faults INTEGER DEFAULT '0' NOT NULL, waits_for VARCHAR(20), waits_since FLOAT, added_at FLOAT, submission VARCHAR(40),
    PRIMARY KEY (id),
    UNIQUE (kind, "key")
);
CREATE INDEX ix_account_declaration ON account (declaration);
CREATE INDEX ix_account_operator ON account (operator);
CREATE INDEX ix_account_partner ON account (partner);
CREATE INDEX ix_act_declaration ON act (declaration);
CREATE INDEX ix_arrival_submission ON arrival (submission);
CREATE INDEX ix_certificate_account ON certificate (account);
CREATE INDEX ix_certificate_cause ON certificate (cause);
CREATE INDEX ix_claim_credit ON claim (credit, partner);
CREATE INDEX ix_claim_declaration ON claim (declaration);
CREATE INDEX ix_claim_notice_on ON claim (notice_on);
CREATE INDEX ix_claim_partner ON claim (partner);
CREATE INDEX ix_claim_state ON claim (state);
CREATE INDEX ix_declaration_about ON declaration (about);
CREATE INDEX ix_declaration_life ON declaration (life);
CREATE INDEX ix_declaration_partner ON declaration (partner);
CREATE INDEX ix_declaration_reference ON declaration (reference, partner);
CREATE INDEX ix_declaration_state ON declaration (state);
CREATE INDEX ix_declaration_submission ON declaration (submission);
CREATE INDEX ix_discharge_cause ON discharge (cause);
CREATE INDEX ix_document_declaration ON document (declaration);
CREATE INDEX ix_document_partner_number ON document (partner, number);
CREATE INDEX ix_payment_claim ON payment (claim);
CREATE INDEX ix_payment_declaration ON payment (declaration);
CREATE INDEX ix_submission_partner ON submission (partner);
CREATE INDEX ix_work_done ON work (done_at) WHERE state = 'done';
CREATE INDEX ix_work_later ON work (due_at, id) WHERE state = 'pending' AND due_at > 0;
CREATE INDEX ix_work_ready ON work (partner, id) WHERE state = 'pending' AND due_at = 0;
CREATE INDEX ix_work_waits ON work (submission) WHERE waits_for IS NOT NULL;
