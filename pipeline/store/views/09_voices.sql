-- One row per coding with all that a memo needs to quote it: whose words, in which turn, and how the coding stands.
-- `is_suggesting`: an affirmed machine coding where the code is not known. A passage over several turns takes the first
-- respondent's turn that it touches. `who` is the respondent_id, or a name that stands for somebody without one.
create or replace view voices as
select
    marks.coding_id,
    marks.transcript_id,
    all_transcripts.case_id,
    all_transcripts.kind,
    marks.code_id,
    all_codes.family,
    marks.start_char,
    marks.end_char,
    marks.coder,
    marks.origin,
    marks.polarity,
    marks.is_counted,
    marks.would_count,
    marks.is_rejected,
    marks.origin = 'machine' and marks.polarity = 'affirmed' and not marks.is_rejected and known.how is null as is_suggesting,
    marks.score,
    marks.cue,
    marks.is_aha,
    marks.target,
    marks.period,
    marks.memo,
    marks.quotation,
    marks.turn,
    turns.speaker,
    turns.is_interviewer,
    turns.start_seconds,
    turns.respondent_id,
    marks.who,
    participants.organisation,
    participants.sector,
    participants.role,
    participants.attribution,
    participants.may_quote
from marks
join all_transcripts using (transcript_id)
join all_codes using (code_id)
left join turns on turns.transcript_id = marks.transcript_id and turns.turn = marks.turn
left join participants on participants.respondent_id = turns.respondent_id
left join known on known.transcript_id = marks.transcript_id and known.code_id = marks.code_id
order by marks.coding_no
