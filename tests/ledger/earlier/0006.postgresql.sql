-- The tables of revision 0006 on PostgreSQL, as its own code made them.
CREATE TABLE public.account (
    number character varying(18) NOT NULL,
    declaration character varying(50) NOT NULL,
    partner character varying(40) NOT NULL,
    operator character varying(255) NOT NULL,
    office character varying(3) NOT NULL,
    regime character varying(3) NOT NULL,
    state character varying(10) NOT NULL,
    opened_on character varying(10) NOT NULL,
    deadline character varying(10),
    last_deadline character varying(10),
    binding boolean NOT NULL,
    principal json NOT NULL,
    guarantor json NOT NULL,
    discharges integer NOT NULL
);
CREATE TABLE public.account_article (
    account character varying(18) NOT NULL,
    article integer NOT NULL,
    ngp_code character varying(10) NOT NULL,
    description text NOT NULL,
    unit character varying(10) NOT NULL,
    waste_rate character varying(24),
    value character varying(24) NOT NULL,
    suspended character varying(24) NOT NULL,
    admitted character varying(24) NOT NULL,
    charged character varying(24) NOT NULL,
    released character varying(24) NOT NULL,
    discharges integer NOT NULL
);
CREATE TABLE public.act (
    office character varying(40) NOT NULL,
    kind character varying(30) NOT NULL,
    number character varying(35) NOT NULL,
    declaration character varying(50),
    sha256 character varying(64) NOT NULL,
    done_at character varying(40) NOT NULL,
    data json NOT NULL,
    answer json NOT NULL
);
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.arrival (
    claim character varying(300) NOT NULL,
    partner character varying(40) NOT NULL,
    submission character varying(40) NOT NULL,
    name character varying(200) NOT NULL,
    channel character varying(20) DEFAULT 'folder'::character varying NOT NULL
);
CREATE TABLE public.certificate (
    number character varying(40) NOT NULL,
    account character varying(18) NOT NULL,
    cause character varying(80) NOT NULL,
    definitive boolean NOT NULL,
    state character varying(10) NOT NULL,
    released character varying(24) NOT NULL,
    issued_on character varying(10) NOT NULL
);
CREATE TABLE public.claim (
    number character varying(40) NOT NULL,
    declaration character varying(50) NOT NULL,
    partner character varying(40) NOT NULL,
    office character varying(3) NOT NULL,
    debtor json NOT NULL,
    state character varying(10) NOT NULL,
    disputed boolean NOT NULL,
    amount character varying(24) NOT NULL,
    paid character varying(24) NOT NULL,
    surplus character varying(24) NOT NULL,
    opened_on character varying(10) NOT NULL,
    due_on character varying(10) NOT NULL,
    notice_on character varying(10),
    method character varying(10),
    credit character varying(20),
    balances json NOT NULL,
    dasf character varying(40)
);
CREATE TABLE public.credit (
    number character varying(20) NOT NULL,
    holder character varying(255) NOT NULL,
    ice character varying(15),
    ceiling character varying(24) NOT NULL,
    term_days integer NOT NULL,
    used character varying(24) NOT NULL
);
CREATE TABLE public.declaration (
    id character varying(50) NOT NULL,
    submission character varying(40) NOT NULL,
    partner character varying(40) NOT NULL,
    ordinal integer NOT NULL,
    state character varying(20) NOT NULL,
    outcome character varying(20) NOT NULL,
    message_number character varying(35),
    reference character varying(35),
    function character varying(1),
    findings json NOT NULL,
    findings_total integer NOT NULL,
    examined json NOT NULL,
    judged_at character varying(40) NOT NULL,
    dum_number character varying(18),
    registered_at character varying(40),
    facts json NOT NULL,
    assessment json,
    answers json NOT NULL,
    law json DEFAULT '{}'::json NOT NULL,
    life character varying(12) DEFAULT ''::character varying NOT NULL,
    version integer DEFAULT 0 NOT NULL,
    current character varying(40) DEFAULT ''::character varying NOT NULL,
    about character varying(50),
    asked json DEFAULT '{}'::json NOT NULL,
    open json DEFAULT '[]'::json NOT NULL,
    released_at character varying(40),
    replaces character varying(50),
    replaced_by character varying(50),
    dum json,
    edifact json,
    in_force character varying(64),
    earlier_answers json DEFAULT '[]'::json NOT NULL
);
CREATE TABLE public.discharge (
    account character varying(18) NOT NULL,
    serial integer NOT NULL,
    article integer NOT NULL,
    cause character varying(80) NOT NULL,
    by character varying(60) NOT NULL,
    by_article integer,
    kind character varying(30) NOT NULL,
    "on" character varying(10) NOT NULL,
    quantity character varying(24) NOT NULL,
    charged character varying(24) NOT NULL,
    released character varying(24) NOT NULL,
    late boolean NOT NULL,
    certificate character varying(40) NOT NULL,
    undone boolean NOT NULL
);
CREATE TABLE public.document (
    number character varying(40) NOT NULL,
    kind character varying(20) NOT NULL,
    declaration character varying(50) NOT NULL,
    partner character varying(40) NOT NULL,
    record json DEFAULT '{}'::json NOT NULL,
    state character varying(10) DEFAULT 'issued'::character varying NOT NULL,
    replaces character varying(40),
    replaced_by character varying(40),
    xml character varying(64),
    pdf character varying(64),
    issued_at character varying(40) NOT NULL
);
CREATE TABLE public.event (
    "position" integer NOT NULL,
    stream character varying(80) NOT NULL,
    version integer NOT NULL,
    kind character varying(40) NOT NULL,
    data json NOT NULL,
    actor character varying(40) NOT NULL,
    recorded_at character varying(40) NOT NULL,
    effective_at character varying(40) NOT NULL,
    zone_data character varying(20)
);
CREATE SEQUENCE public.event_position_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.event_position_seq OWNED BY public.event."position";
CREATE TABLE public.interchange (
    submission character varying(40) NOT NULL,
    number integer NOT NULL,
    partner character varying(40) NOT NULL,
    sender character varying(120) NOT NULL,
    reference character varying(35) NOT NULL,
    action character varying(1) NOT NULL,
    first integer NOT NULL,
    declarations integer NOT NULL,
    interchanges integer NOT NULL,
    terms json NOT NULL,
    header json NOT NULL,
    control json,
    contrl_due boolean NOT NULL,
    contrl character varying(64),
    read_at character varying(40) NOT NULL
);
CREATE TABLE public.interchange_reference (
    partner character varying(40) NOT NULL,
    sender character varying(120) NOT NULL,
    reference character varying(35) NOT NULL,
    submission character varying(40) NOT NULL,
    number integer NOT NULL
);
CREATE TABLE public.message_number (
    partner character varying(40) NOT NULL,
    number character varying(35) NOT NULL,
    submission character varying(40) NOT NULL
);
CREATE TABLE public.notice (
    declaration character varying(50) NOT NULL,
    number integer NOT NULL,
    at character varying(40) NOT NULL,
    data json NOT NULL,
    xml character varying(64),
    cusres character varying(64)
);
CREATE TABLE public.partner (
    id character varying(40) NOT NULL,
    roles json NOT NULL,
    edifact json DEFAULT '{}'::json NOT NULL,
    closed_at character varying(40),
    offices json DEFAULT '[]'::json NOT NULL
);
CREATE TABLE public.partner_key (
    hash character varying(64) NOT NULL,
    partner character varying(40) NOT NULL,
    label character varying(80) NOT NULL,
    active boolean NOT NULL,
    ends_at character varying(40)
);
CREATE TABLE public.payment (
    office character varying(40) NOT NULL,
    number character varying(35) NOT NULL,
    claim character varying(40) NOT NULL,
    declaration character varying(50) NOT NULL,
    sha256 character varying(64) NOT NULL,
    quittance character varying(40) NOT NULL,
    amount character varying(24) NOT NULL,
    applied character varying(24) NOT NULL,
    method character varying(10) NOT NULL,
    paid_at character varying(40) NOT NULL,
    reversed boolean NOT NULL,
    replaced_by character varying(40)
);
CREATE TABLE public.reference (
    partner character varying(40) NOT NULL,
    reference character varying(35) NOT NULL,
    declaration character varying(50) NOT NULL
);
CREATE TABLE public.register_signer (
    thumbprint character varying(64) NOT NULL,
    subject text NOT NULL,
    since character varying(40) NOT NULL,
    current boolean NOT NULL
);
CREATE TABLE public.series (
    name character varying(40) NOT NULL,
    serial integer NOT NULL
);
CREATE TABLE public.series_gap (
    name character varying(40) NOT NULL,
    first integer NOT NULL,
    last integer NOT NULL,
    why text NOT NULL,
    actor character varying(40) NOT NULL,
    at character varying(40) NOT NULL
);
CREATE TABLE public.submission (
    id character varying(40) NOT NULL,
    partner character varying(40) NOT NULL,
    body json NOT NULL,
    attachments json NOT NULL,
    rejected json NOT NULL,
    received_at character varying(40) NOT NULL,
    acknowledgement character varying(64) NOT NULL
);
CREATE TABLE public.work (
    id integer NOT NULL,
    kind character varying(40) NOT NULL,
    key character varying(400) NOT NULL,
    due_at double precision NOT NULL,
    state character varying(10) NOT NULL,
    attempts integer NOT NULL,
    error text,
    done_at double precision,
    partner character varying(40),
    faults integer DEFAULT 0 NOT NULL,
    waits_for character varying(20),
    waits_since double precision,
    added_at double precision,
    submission character varying(40)
);
CREATE SEQUENCE public.work_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.work_id_seq OWNED BY public.work.id;
ALTER TABLE ONLY public.event ALTER COLUMN "position" SET DEFAULT nextval('public.event_position_seq'::regclass);
ALTER TABLE ONLY public.work ALTER COLUMN id SET DEFAULT nextval('public.work_id_seq'::regclass);
ALTER TABLE ONLY public.account_article
    ADD CONSTRAINT account_article_pkey PRIMARY KEY (account, article);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.act
    ADD CONSTRAINT act_pkey PRIMARY KEY (office, kind, number);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.arrival
    ADD CONSTRAINT arrival_pkey PRIMARY KEY (claim);
ALTER TABLE ONLY public.certificate
    ADD CONSTRAINT certificate_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.claim
    ADD CONSTRAINT claim_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.credit
    ADD CONSTRAINT credit_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.declaration
    ADD CONSTRAINT declaration_dum_number_key UNIQUE (dum_number);
ALTER TABLE ONLY public.declaration
    ADD CONSTRAINT declaration_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.discharge
    ADD CONSTRAINT discharge_pkey PRIMARY KEY (account, serial);
ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY ("position");
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_stream_version_key UNIQUE (stream, version);
ALTER TABLE ONLY public.interchange
    ADD CONSTRAINT interchange_pkey PRIMARY KEY (submission, number);
ALTER TABLE ONLY public.interchange_reference
    ADD CONSTRAINT interchange_reference_pkey PRIMARY KEY (partner, sender, reference);
ALTER TABLE ONLY public.message_number
    ADD CONSTRAINT message_number_pkey PRIMARY KEY (partner, number);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_pkey PRIMARY KEY (declaration, number);
ALTER TABLE ONLY public.partner_key
    ADD CONSTRAINT partner_key_pkey PRIMARY KEY (hash);
ALTER TABLE ONLY public.partner
    ADD CONSTRAINT partner_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.payment
    ADD CONSTRAINT payment_pkey PRIMARY KEY (office, number);
ALTER TABLE ONLY public.payment
    ADD CONSTRAINT payment_quittance_key UNIQUE (quittance);
ALTER TABLE ONLY public.reference
    ADD CONSTRAINT reference_pkey PRIMARY KEY (partner, reference);
ALTER TABLE ONLY public.register_signer
    ADD CONSTRAINT register_signer_pkey PRIMARY KEY (thumbprint);
ALTER TABLE ONLY public.series_gap
    ADD CONSTRAINT series_gap_pkey PRIMARY KEY (name, first);
ALTER TABLE ONLY public.series
    ADD CONSTRAINT series_pkey PRIMARY KEY (name, serial);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.work
    ADD CONSTRAINT work_kind_key_key UNIQUE (kind, key);
ALTER TABLE ONLY public.work
    ADD CONSTRAINT work_pkey PRIMARY KEY (id);
CREATE INDEX ix_account_declaration ON public.account USING btree (declaration);
CREATE INDEX ix_account_operator ON public.account USING btree (operator);
CREATE INDEX ix_account_partner ON public.account USING btree (partner);
CREATE INDEX ix_act_declaration ON public.act USING btree (declaration);
CREATE INDEX ix_arrival_submission ON public.arrival USING btree (submission);
CREATE INDEX ix_certificate_account ON public.certificate USING btree (account);
CREATE INDEX ix_certificate_cause ON public.certificate USING btree (cause);
CREATE INDEX ix_claim_credit ON public.claim USING btree (credit, partner);
CREATE INDEX ix_claim_declaration ON public.claim USING btree (declaration);
CREATE INDEX ix_claim_notice_on ON public.claim USING btree (notice_on);
CREATE INDEX ix_claim_partner ON public.claim USING btree (partner);
CREATE INDEX ix_claim_state ON public.claim USING btree (state);
CREATE INDEX ix_declaration_about ON public.declaration USING btree (about);
CREATE INDEX ix_declaration_life ON public.declaration USING btree (life);
CREATE INDEX ix_declaration_partner ON public.declaration USING btree (partner);
CREATE INDEX ix_declaration_reference ON public.declaration USING btree (reference, partner);
CREATE INDEX ix_declaration_state ON public.declaration USING btree (state);
CREATE INDEX ix_declaration_submission ON public.declaration USING btree (submission);
CREATE INDEX ix_discharge_cause ON public.discharge USING btree (cause);
CREATE INDEX ix_document_declaration ON public.document USING btree (declaration);
CREATE INDEX ix_document_partner_number ON public.document USING btree (partner, number);
CREATE INDEX ix_payment_claim ON public.payment USING btree (claim);
CREATE INDEX ix_payment_declaration ON public.payment USING btree (declaration);
CREATE INDEX ix_submission_partner ON public.submission USING btree (partner);
CREATE INDEX ix_work_done ON public.work USING btree (done_at) WHERE ((state)::text = 'done'::text);
CREATE INDEX ix_work_later ON public.work USING btree (due_at, id) WHERE (((state)::text = 'pending'::text) AND (due_at > (0)::double precision));
CREATE INDEX ix_work_ready ON public.work USING btree (partner, id) WHERE (((state)::text = 'pending'::text) AND (due_at = (0)::double precision));
CREATE INDEX ix_work_waits ON public.work USING btree (submission) WHERE (waits_for IS NOT NULL);
