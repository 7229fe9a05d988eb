-- Filled tables under their published names and columns: one row per segment, code, index chunk, coding.
create or replace view segments as
select segment_id, transcript_id, turn, start_char, end_char, text
from all_segments
order by transcript_id, ordinal;

create or replace view codes as
select code_id, parent, family, kind, name, definition, is_codable
from all_codes
order by position;

create or replace view index_chunks as
select transcript_id, question, start_char, end_char
from all_index_chunks
order by transcript_id, start_char, end_char, question;

create or replace view codings as
select
    coding_id, transcript_id, start_char, end_char, code_id, coder, origin, polarity, is_counted, score, cue, is_aha,
    quotation, is_outdated
from all_codings
order by coding_no;
