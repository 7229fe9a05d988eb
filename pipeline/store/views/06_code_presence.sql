-- One row per stage that compares cases, subject and codable analytic code: in how many of its cases the code shows.
-- A case shows a code from settings.shows_transcripts mentioning transcripts on; a case of which nothing is known is not
-- in n_cases. The last judgement by `at` decides over counts: present and mixed show, absent does not, unknown takes
-- the case out; its id carries `*` in `cases`, which lists the cases that show the code.
create or replace view code_presence as

with last_judgement as (
    select case_id, code_id, judgement
    from judgements
    qualify row_number() over (partition by case_id, code_id order by "at" desc, "row_no " desc) = 1
),

verdict_of_case as (
    select
        stage_cases.stage,
        stage_cases.subject,
        code_frequency.code_id,
        code_frequency.family,
        stage_cases.case_id,
        last_judgement.judgement is not null as is_judged,
        case
            when last_judgement.judgement is not null then last_judgement.judgement <> 'unknown'
            else code_frequency.n_known > 0
        end as is_in,
        case
            when last_judgement.judgement is not null then last_judgement.judgement in ('present', 'mixed')
            else code_frequency.n_known > 0 and code_frequency.n_mentioning >= settings.shows_transcripts
        end as is_showing
    from stage_cases
    join code_frequency using (case_id)
    cross join settings
    left join last_judgement using (case_id, code_id)
),

counted as (
    select
        stage,
        subject,
        code_id,
        family,
        count(*) filter (where is_in) as n_cases,
        count(*) filter (where is_in and is_showing) as n_showing,
        coalesce(
            string_agg(case_id || case when is_judged then '*' else '' end, ';' order by case_id)
                filter (where is_in and is_showing),
            ''
        ) as cases
    from verdict_of_case
    group by stage, subject, code_id, family
)

select
    stage,
    subject,
    code_id,
    family,
    n_cases,
    n_showing,
    case
        when n_cases = 0 then 'unknown'
        when n_showing = 0 then 'none'
        when n_showing = n_cases then 'all'
        when n_showing = 1 then 'one'
        when 2 * n_showing > n_cases then 'most'
        else 'some'
    end as presence,
    cases
from counted
order by stage, subject, code_id
