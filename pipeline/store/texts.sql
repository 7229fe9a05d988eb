-- The two tables that hold every word; kept by content (texts.py), so that a database may have them already.

-- One turn of one transcript, numbered from 1.
create table if not exists turns (
    transcript_id varchar not null, turn integer not null, speaker varchar not null, respondent_id varchar,
    is_interviewer boolean not null, start_char integer not null, end_char integer not null, start_seconds double,
    text varchar not null
);

-- One segment; `ordinal` counts from 0 through its transcript.
create table if not exists all_segments (
    segment_id varchar not null, transcript_id varchar not null, turn integer not null, ordinal integer not null,
    is_interviewer boolean not null, start_char integer not null, end_char integer not null, text varchar not null
);
