-- One row per stage's subject, case of it and codable analytic code: whether the case shows the code, and on whose word.
-- The last judgement by `at` decides over counts: `present` shows, `absent` does not, `mixed` is in and shows neither way,
-- `unknown` takes the case out. Without one a case shows the code from settings.shows_transcripts mentioning transcripts on,
-- and is in where something is known that people or a checked machine say.
-- `has_passage`: an id in the judgement's `codings` is an affirmed coding, standing today, of this code or one below it, in
-- any material of the case. `is_contested`: as many transcripts deny the code as tell it.
create or replace table shown_by_case as

with last_judgement as (
    select case_id, code_id, judgement, "row_no " as row_no
    from judgements
    qualify row_number() over (partition by case_id, code_id order by "at" desc, "row_no " desc) = 1
),

with_passage as (
    select distinct last_judgement.case_id, last_judgement.code_id
    from last_judgement
    join judgement_codings on judgement_codings.row_no = last_judgement.row_no
    join all_codings using (coding_no)
    join all_transcripts on all_transcripts.transcript_id = all_codings.transcript_id
    join code_ancestors on code_ancestors.code_id = all_codings.code_id
    where
        all_codings.polarity = 'affirmed'
        and not all_codings.is_outdated
        and not all_codings.is_rejected
        and all_transcripts.case_id = last_judgement.case_id
        and code_ancestors.ancestor = last_judgement.code_id
)

select
    stage_cases.stage,
    stage_cases.subject,
    code_frequency.code_id,
    code_frequency.family,
    stage_cases.case_id,
    cases.tier,
    last_judgement.judgement,
    with_passage.case_id is not null as has_passage,
    code_frequency.n_denying > 0 and code_frequency.n_denying >= code_frequency.n_mentioning as is_contested,
    code_frequency.n_known > 0 and code_frequency.basis <> 'machine_unchecked' as is_told,
    code_frequency.n_mentioning >= settings.shows_transcripts as is_counted_showing,
    code_frequency.n_respondents,
    case
        when last_judgement.judgement is not null then last_judgement.judgement <> 'unknown'
        else code_frequency.n_known > 0 and code_frequency.basis <> 'machine_unchecked'
    end as is_in,
    case
        when last_judgement.judgement is not null then last_judgement.judgement = 'present'
        else code_frequency.n_known > 0 and code_frequency.n_mentioning >= settings.shows_transcripts
    end as is_showing,
    coalesce(last_judgement.judgement = 'mixed', false) as is_mixed,
    case
        when code_frequency.basis in ('machine_verified', 'mixed') then code_frequency.basis
        else 'people'
    end as basis
from stage_cases
join code_frequency using (case_id)
join cases on cases.case_id = stage_cases.case_id
cross join settings
left join last_judgement
    on last_judgement.case_id = stage_cases.case_id and last_judgement.code_id = code_frequency.code_id
left join with_passage
    on with_passage.case_id = stage_cases.case_id and with_passage.code_id = code_frequency.code_id
order by stage_cases.stage, stage_cases.subject, code_frequency.code_id, stage_cases.case_id;

-- One row per stage that compares cases, subject and codable analytic code: in how many of its cases the code shows.
-- `cases` lists those that show it or are mixed, with `*` where a judgement decides, `~` where it says mixed, `!` where it
-- names no passage that tells the code, and `≠` where as many deny the code as tell it. `basis` is the worst of the cases that
-- are in, and machine_unchecked where none is: nobody has said anything yet.
create or replace view code_presence as

with counted as (
    select
        stage,
        subject,
        code_id,
        family,
        count(*) filter (where is_in) as n_cases,
        count(*) filter (where is_in and is_showing) as n_showing,
        count(*) filter (where is_in and is_mixed) as n_mixed,
        coalesce(
            string_agg(
                case_id
                || case when judgement is not null then '*' else '' end
                || case when is_mixed then '~' else '' end
                || case when judgement is not null and not has_passage then '!' else '' end
                || case when is_contested then '≠' else '' end,
                ';' order by case_id
            ) filter (where is_in and (is_showing or is_mixed)),
            ''
        ) as cases,
        coalesce(bool_or(basis = 'machine_verified') filter (where is_in), false) as has_machine,
        coalesce(bool_or(basis = 'mixed') filter (where is_in), false) as has_mixed_basis
    from shown_by_case
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
        when n_showing = 0 and n_mixed > 0 then 'mixed'
        when n_showing = 0 then 'none'
        when n_showing = n_cases then 'all'
        when n_showing = 1 then 'one'
        when 2 * n_showing > n_cases then 'most'
        else 'some'
    end as presence,
    cases,
    n_mixed,
    case
        when n_cases = 0 then 'machine_unchecked'
        when has_machine then 'machine_verified'
        when has_mixed_basis then 'mixed'
        else 'people'
    end as basis
from counted
order by stage, subject, code_id
