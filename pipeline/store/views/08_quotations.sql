-- One row per figure and counted coding that stands behind it: CASE/CODE, and STAGE/SUBJECT/CODE for later stages.
create or replace view quotations as

with behind as (
    select all_transcripts.case_id, marks.code_id, marks.coding_id
    from marks
    join all_transcripts using (transcript_id)
    join all_codes using (code_id)
    where
        marks.is_counted
        and all_transcripts.kind in ('interview', 'group')
        and all_transcripts.case_id is not null
        and all_codes.kind = 'analytic' and all_codes.is_codable and not all_codes.is_retired
)

select case_id || '/' || code_id as figure_id, coding_id
from behind
union all
select stage_cases.stage || '/' || stage_cases.subject || '/' || behind.code_id as figure_id, behind.coding_id
from behind
join stage_cases using (case_id)
order by figure_id, coding_id
