-- The tables that a run fills. One row of each is told in the comment before it.
-- Tables of people's own files (cases, participants, judgements, …) are made from frames, since studies add columns.

-- The study's own settings that views need; one row. `is_unchecked`: no coder's file has an `apply` row, so that the machine's
-- codings count and nobody has checked them. `best_tier` and `worst_tier`: the ends of the outcome's order, null without one.
create table settings (
    shows_transcripts integer not null, is_unchecked boolean not null, best_tier varchar, worst_tier varchar
);

-- One attribute of one case, as people wrote it.
create table case_attributes (case_id varchar not null, attribute varchar not null, value varchar not null);

-- One attribute of one transcript beyond the standard columns.
create table transcript_attributes (transcript_id varchar not null, attribute varchar not null, value varchar not null);

-- One transcript of any kind.
create table all_transcripts (
    transcript_id varchar primary key, case_id varchar, city varchar, kind varchar not null, respondent_id varchar,
    sector varchar, role varchar, n_words integer not null, n_words_respondent integer not null, n_turns integer not null,
    file varchar not null, guide varchar, date varchar, language varchar
);

-- One entry of the codebook, in its order.
create table all_codes (
    position integer not null, code_id varchar primary key, parent varchar, family varchar not null, kind varchar not null,
    name varchar not null, definition varchar not null, is_codable boolean not null, is_retired boolean not null
);

-- One code and one of its parents, grandparents and so on.
create table code_ancestors (code_id varchar not null, ancestor varchar not null);

-- One stretch in which a question of the guide is answered; `is_by_hand` where a person said so.
create table all_index_chunks (
    transcript_id varchar not null, question varchar not null, start_char integer not null, end_char integer not null,
    sureness double, is_by_hand boolean not null
);

-- One question of which a person says that nobody asked it in one transcript.
create table questions_not_asked (transcript_id varchar not null, question varchar not null);

-- One question of one guide.
create table guide_questions (guide varchar not null, question varchar not null);

-- One question of one guide, and one code that it asks about, by today's id.
create table asks (guide varchar not null, question varchar not null, code_id varchar not null);

-- One coding by a person or by the machine, with what the rules of counting say of it. `is_outdated`: a person's, made when its
-- code meant something else; it counts nowhere.
-- `coding_no` counts from 0 in the order of the text (transcript_id, start_char, end_char, the codebook's order, origin, coder,
-- coding_id). `first_segment` and `last_segment` are ordinals; null where a passage touches no segment. `turn` is the first
-- respondent's turn that it touches, else the first turn; null where it touches none. `who` is whose turn that is, named as in
-- coding_respondents; null where nobody answers in it.
create table all_codings (
    coding_no integer primary key, coding_id varchar not null, transcript_id varchar not null, start_char integer not null,
    end_char integer not null, code_id varchar not null, coder varchar not null, origin varchar not null,
    polarity varchar not null, is_counted boolean not null, would_count boolean not null, is_rejected boolean not null,
    score double, cue varchar, is_aha boolean not null, quotation varchar not null, target varchar, period varchar,
    memo varchar, codebook_version varchar, first_segment integer, last_segment integer,
    turn integer, who varchar, may_quote boolean not null, is_outdated boolean not null
);

-- One row of judgements, by its place in the file, and one coding that its cell `codings` means.
create table judgement_codings (row_no integer not null, coding_no integer not null);

-- One coding and one respondent whose words it touches. Somebody without a respondent_id has a name that is no id: a group's
-- speaker by label ("P2 in g1"), in an interview whoever answers ("the respondent of t1").
create table coding_respondents (coding_no integer not null, respondent_id varchar not null);

-- One transcript and one who answers in it without a respondent_id, named as in coding_respondents.
create table unnamed_respondents (transcript_id varchar not null, who varchar not null);

-- One transcript and code of which something is known; `how` is read, coded or machine. Where it is `coded` alone the telling
-- is known and not the silence: nobody said that they had read all of it.
create table known (transcript_id varchar not null, code_id varchar not null, how varchar not null);

-- One coder's word of having read a transcript for a code; `decides` where that coder's codings are the ones that count.
create table reading_marks (
    transcript_id varchar not null, code_id varchar not null, coder varchar not null, decides boolean not null
);

-- One coder's row of a read file that covers at least one code.
create table read_rows (
    transcript_id varchar not null, coder varchar not null, n_codes integer not null, codebook_version varchar,
    is_blind boolean, knew_tier boolean, "at" varchar
);

-- One stage's subject, its name in prose, and one of its cases.
create table stage_cases (stage varchar not null, subject varchar not null, name varchar not null, case_id varchar not null);

-- One transcript that does not enter the frequencies (mayors, archival and other material), and the stage that reads it.
create table stage_other (stage varchar not null, subject varchar not null, transcript_id varchar not null);

-- The machine's verdict on each code, where one was made.
create table verdicts (
    code_id varchar not null, verdict varchar not null, why varchar not null, alpha double, alpha_low double,
    human_alpha double, precision double, precision_low double, coverage double, recall_20 double,
    recall_20_low double, recall_33 double, recall_33_low double
);

-- How the machine does on a code where it has learnt nothing from the transcript's case; no number where that is not so.
create table unseen_cases (
    code_id varchar not null, n_cases integer not null, unit varchar not null, n_units integer not null,
    n_positive integer not null, alpha double, alpha_low double, precision double, coverage double, why varchar not null
);

-- Units that the machine gave a code wrongly or left out wrongly, by group of transcripts (city, sector, kind).
create table machine_errors (
    code_id varchar not null, attribute varchar not null, value varchar not null, unit varchar not null,
    n_units integer not null, n_too_many integer not null, n_missed integer not null, is_differing boolean not null
);

-- How far coders agree on one code: one pair of coders (or all), one kind of unit, one circumstance of reading.
create table agreement (
    code_id varchar not null, coders varchar not null, kind varchar not null, unit varchar not null, n_units integer not null,
    n_positive integer not null, percent double, kappa double, ac1 double, alpha double, alpha_low double, alpha_high double,
    codebook_version varchar, is_blind boolean, why varchar not null
);

-- A code's share of the transcripts of one case, by people, by the machine, and corrected by the random sample.
create table corrected_shares (
    case_id varchar not null, code_id varchar not null, n_sampled integer not null, human_share double, naive_share double,
    corrected_share double, corrected_low double, corrected_high double, why varchar not null
);
