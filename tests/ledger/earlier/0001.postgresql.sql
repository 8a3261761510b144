-- The tables of revision 0001 on PostgreSQL, as its own code made them.
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.arrival (
    claim character varying(300) NOT NULL,
    partner character varying(40) NOT NULL,
    submission character varying(40) NOT NULL,
    name character varying(200) NOT NULL
);
CREATE TABLE public.declaration (
    id character varying(50) NOT NULL,
    submission character varying(40) NOT NULL,
    partner character varying(40) NOT NULL,
    ordinal integer NOT NULL,
    state character varying(20) NOT NULL,
    outcome character varying(20) NOT NULL,
    message_number character varying(19),
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
    payment json,
    answers json NOT NULL
);
CREATE TABLE public.document (
    number character varying(24) NOT NULL,
    kind character varying(20) NOT NULL,
    declaration character varying(50) NOT NULL,
    partner character varying(40) NOT NULL,
    xml character varying(64) NOT NULL,
    pdf character varying(64) NOT NULL,
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
    effective_at character varying(40) NOT NULL
);
CREATE SEQUENCE public.event_position_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.event_position_seq OWNED BY public.event."position";
CREATE TABLE public.message_number (
    partner character varying(40) NOT NULL,
    number character varying(19) NOT NULL,
    submission character varying(40) NOT NULL
);
CREATE TABLE public.partner (
    id character varying(40) NOT NULL,
    roles json NOT NULL
);
CREATE TABLE public.partner_key (
    hash character varying(64) NOT NULL,
    partner character varying(40) NOT NULL,
    label character varying(80) NOT NULL,
    active boolean NOT NULL
);
CREATE TABLE public.payment (
    office character varying(40) NOT NULL,
    number character varying(35) NOT NULL,
    declaration character varying(50) NOT NULL,
    sha256 character varying(64) NOT NULL,
    quittance character varying(24) NOT NULL
);
CREATE TABLE public.reference (
    partner character varying(40) NOT NULL,
    reference character varying(35) NOT NULL,
    declaration character varying(50) NOT NULL
);
CREATE TABLE public.series (
    name character varying(40) NOT NULL,
    serial integer NOT NULL
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
    done_at double precision
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
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.arrival
    ADD CONSTRAINT arrival_pkey PRIMARY KEY (claim);
ALTER TABLE ONLY public.declaration
    ADD CONSTRAINT declaration_dum_number_key UNIQUE (dum_number);
ALTER TABLE ONLY public.declaration
    ADD CONSTRAINT declaration_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY ("position");
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_stream_version_key UNIQUE (stream, version);
ALTER TABLE ONLY public.message_number
    ADD CONSTRAINT message_number_pkey PRIMARY KEY (partner, number);
ALTER TABLE ONLY public.partner_key
    ADD CONSTRAINT partner_key_pkey PRIMARY KEY (hash);
ALTER TABLE ONLY public.partner
    ADD CONSTRAINT partner_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.payment
    ADD CONSTRAINT payment_declaration_key UNIQUE (declaration);
ALTER TABLE ONLY public.payment
    ADD CONSTRAINT payment_pkey PRIMARY KEY (office, number);
ALTER TABLE ONLY public.payment
    ADD CONSTRAINT payment_quittance_key UNIQUE (quittance);
ALTER TABLE ONLY public.reference
    ADD CONSTRAINT reference_pkey PRIMARY KEY (partner, reference);
ALTER TABLE ONLY public.series
    ADD CONSTRAINT series_pkey PRIMARY KEY (name, serial);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.work
    ADD CONSTRAINT work_kind_key_key UNIQUE (kind, key);
ALTER TABLE ONLY public.work
    ADD CONSTRAINT work_pkey PRIMARY KEY (id);
CREATE INDEX ix_arrival_submission ON public.arrival USING btree (submission);
CREATE INDEX ix_declaration_partner ON public.declaration USING btree (partner);
CREATE INDEX ix_declaration_state ON public.declaration USING btree (state);
CREATE INDEX ix_declaration_submission ON public.declaration USING btree (submission);
CREATE INDEX ix_document_declaration ON public.document USING btree (declaration);
CREATE INDEX ix_document_partner ON public.document USING btree (partner);
CREATE INDEX ix_submission_partner ON public.submission USING btree (partner);
CREATE INDEX ix_work_due_at ON public.work USING btree (due_at);
