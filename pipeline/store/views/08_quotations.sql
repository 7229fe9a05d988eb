-- One row per figure and counted coding that stands behind it: CASE/CODE, and STAGE/SUBJECT/CODE for later stages.
-- Figures in the order of their ids, numbered first since numbers are sorted faster; codings in the order of the text.
create or replace view quotations as

with behind as (
    select
        all_transcripts.case_id,
        all_codings.code_id,
        all_codings.coding_id,
        all_codings.coding_no
    from all_codings
    join all_transcripts using (transcript_id)
    join all_codes using (code_id)
    where
        all_codings.is_counted
        and all_transcripts.kind in ('interview', 'group')
        and all_transcripts.case_id is not null
        and all_codes.kind = 'analytic' and all_codes.is_codable and not all_codes.is_retired
),

subjects as (
    select distinct case_id, case_id as subject
    from all_transcripts
    where case_id is not null
    union all
    select case_id, stage || '/' || subject as subject
    from stage_cases
),

figures as (
    select
        subjects.case_id,
        all_codes.code_id,
        subjects.subject || '/' || all_codes.code_id as figure_id,
        dense_rank() over (order by subjects.subject || '/' || all_codes.code_id)::integer as figure_place
    from subjects
    cross join all_codes
)

select figures.figure_id, behind.coding_id
from behind
join figures using (case_id, code_id)
order by figures.figure_place, behind.coding_no
