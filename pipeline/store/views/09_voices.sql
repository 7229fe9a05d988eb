-- One row per coding with all that a memo needs to quote it: whose words, in which turn, and how the coding stands.
-- `is_suggesting`: an affirmed machine coding where the code is not known. A passage over several turns takes the first
-- respondent's turn that it touches. `who` is the respondent_id, or a name that stands for somebody without one.
-- `may_quote` is no where any of those whose words the passage holds said no, not only the one who is named.
create or replace view voices as
select
    all_codings.coding_id,
    all_codings.transcript_id,
    all_transcripts.case_id,
    all_transcripts.kind,
    all_codings.code_id,
    all_codes.family,
    all_codings.start_char,
    all_codings.end_char,
    all_codings.coder,
    all_codings.origin,
    all_codings.polarity,
    all_codings.is_counted,
    all_codings.would_count,
    all_codings.is_rejected,
    all_codings.origin = 'machine' and all_codings.polarity = 'affirmed' and not all_codings.is_rejected and known.how is null as is_suggesting,
    all_codings.score,
    all_codings.cue,
    all_codings.is_aha,
    all_codings.target,
    all_codings.period,
    all_codings.memo,
    all_codings.quotation,
    all_codings.turn,
    turns.speaker,
    turns.is_interviewer,
    turns.start_seconds,
    turns.respondent_id,
    all_codings.who,
    participants.organisation,
    participants.sector,
    participants.role,
    participants.attribution,
    case when all_codings.may_quote then participants.may_quote else 'no' end as may_quote,
    all_codings.is_outdated,
    all_codings.codebook_version
from all_codings
join all_transcripts using (transcript_id)
join all_codes using (code_id)
left join turns on turns.transcript_id = all_codings.transcript_id and turns.turn = all_codings.turn
left join participants on participants.respondent_id = turns.respondent_id
left join known on known.transcript_id = all_codings.transcript_id and known.code_id = all_codings.code_id
order by all_codings.coding_no
