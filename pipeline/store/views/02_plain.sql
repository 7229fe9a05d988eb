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

-- The design's attributes stand between case_id and sector; a source of no case has those that it was listed under. Sector and
-- role are those of the respondent whose turn the passage touches, as in voices.
create or replace view codings as
select
    all_codings.coding_id, all_codings.transcript_id, all_codings.start_char, all_codings.end_char, all_codings.code_id,
    all_codings.coder, all_codings.origin, all_codings.polarity, all_codings.is_counted, all_codings.score, all_codings.cue,
    all_codings.is_aha, all_codings.quotation, all_codings.is_outdated,
    all_transcripts.case_id,
    design_of_transcripts.* exclude (transcript_id),
    participants.sector, participants.role
from all_codings
join all_transcripts using (transcript_id)
join design_of_transcripts using (transcript_id)
left join turns on turns.transcript_id = all_codings.transcript_id and turns.turn = all_codings.turn
left join participants on participants.respondent_id = turns.respondent_id
order by all_codings.coding_no
