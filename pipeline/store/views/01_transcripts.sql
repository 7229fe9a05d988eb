-- One row per transcript of any kind. `is_hand_read`: a person has read it to the end for at least one code.
create or replace view transcripts as

with hand_read as (
    select distinct transcript_id
    from read_rows
    where n_codes > 0
)

select
    all_transcripts.transcript_id, all_transcripts.case_id, all_transcripts.city, all_transcripts.kind,
    all_transcripts.respondent_id, all_transcripts.sector, all_transcripts.role, all_transcripts.n_words,
    all_transcripts.n_words_respondent, all_transcripts.n_turns,
    hand_read.transcript_id is not null as is_hand_read
from all_transcripts
left join hand_read using (transcript_id)
order by all_transcripts.transcript_id
