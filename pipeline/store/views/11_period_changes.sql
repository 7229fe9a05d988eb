-- One row per case, codable analytic code and period that coders gave (such as before and after): how many interviews and group
-- interviews tell the code of that time, deny it or dispute it, by codings that count or would but for their polarity.
-- `is_change`: of the case and code, one period is told and not denied, another denied and not told. That is a change over
-- time, and neither a denial of what others tell nor a dispute.
create or replace view period_changes as

with told as (
    select
        all_transcripts.case_id,
        all_codings.code_id,
        all_codings.period,
        count(distinct all_codings.transcript_id) filter (where all_codings.polarity = 'affirmed') as n_telling,
        count(distinct all_codings.transcript_id) filter (where all_codings.polarity = 'absent') as n_denying,
        count(distinct all_codings.transcript_id) filter (where all_codings.polarity = 'disputed') as n_disputing
    from all_codings
    join all_transcripts using (transcript_id)
    join all_codes using (code_id)
    where
        all_codings.would_count
        and all_codings.period is not null
        and all_transcripts.kind in ('interview', 'group')
        and all_transcripts.case_id is not null
        and all_codes.kind = 'analytic' and all_codes.is_codable and not all_codes.is_retired
    group by all_transcripts.case_id, all_codings.code_id, all_codings.period
)

select
    case_id,
    code_id,
    period,
    n_telling,
    n_denying,
    n_disputing,
    bool_or(n_telling > 0 and n_denying = 0) over of_code and bool_or(n_denying > 0 and n_telling = 0) over of_code as is_change
from told
window of_code as (partition by case_id, code_id)
order by case_id, code_id, period
