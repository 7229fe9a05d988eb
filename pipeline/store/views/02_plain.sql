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

-- Transcripts and codes are numbered in the order of their ids first: numbers are sorted faster than ids.
create or replace view codings as

with transcript_places as (
    select transcript_id, row_number() over (order by transcript_id)::integer as transcript_place
    from all_transcripts
),

code_places as (
    select code_id, row_number() over (order by code_id)::integer as code_place
    from marks
    group by code_id
)

select
    marks.coding_id, marks.transcript_id, marks.start_char, marks.end_char, marks.code_id, marks.coder, marks.origin,
    marks.polarity, marks.is_counted, marks.score, marks.cue, marks.is_aha, marks.quotation
from marks
join transcript_places using (transcript_id)
join code_places using (code_id)
order by
    transcript_places.transcript_place, marks.start_char, marks.end_char, code_places.code_place, marks.origin,
    marks.coder, marks.coding_id
