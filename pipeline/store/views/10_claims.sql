-- One row per subject that compares cases, enabler or barrier code, and claim that code_presence would let a reader make of it;
-- each of five rules says whether the claim holds. Under a rule a case shows the code (true), does not (false), or is open
-- (null); the claim holds `yes` whatever the open cases are, `no` where it never can, else it is `open`. `survives`: all five
-- say yes. Kind `shared` says in how many of the subject's cases; kind `contrast` that one end of the outcome's order shows the
-- code in all its cases and the other in none. "Most" is more than half: that all show it makes it no less so.
create or replace view claims as

with by_rule as (
    select
        stage, subject, code_id, case_id, tier,
        case judgement when 'present' then true when 'absent' then false end as judgement,
        case when judgement = 'present' and has_passage then true when judgement = 'absent' then false end as strict,
        case when is_told then is_counted_showing end as count,
        case when is_told and n_respondents <> 1 then n_respondents > 1 end as two_voices,
        case when is_told and not (is_counted_showing and is_contested) then is_counted_showing end as denial
    from shown_by_case
    where family in ('enabler', 'barrier')
),

votes as (
    unpivot by_rule
    on judgement, strict, count, two_voices, denial
    into name rule value shows
),

-- `unpivot` leaves the open ones out: what shows and what does not is counted, the rest of the cases is open.
cases_of_subject as (
    select stage, subject, case_id, tier
    from shown_by_case
    group by all
),

sizes as (
    select
        cases_of_subject.stage,
        cases_of_subject.subject,
        count(*) as n_cases,
        count(*) filter (where cases_of_subject.tier = settings.best_tier) as n_best,
        count(*) filter (where cases_of_subject.tier = settings.worst_tier) as n_worst
    from cases_of_subject
    cross join settings
    group by cases_of_subject.stage, cases_of_subject.subject
    having count(*) > 1
),

counted as (
    select
        votes.stage,
        votes.subject,
        votes.code_id,
        votes.rule,
        count(*) filter (where votes.shows) as n_showing,
        count(*) filter (where not votes.shows) as n_not,
        count(*) filter (where votes.shows and votes.tier = settings.best_tier) as n_best_showing,
        count(*) filter (where not votes.shows and votes.tier = settings.best_tier) as n_best_not,
        count(*) filter (where votes.shows and votes.tier = settings.worst_tier) as n_worst_showing,
        count(*) filter (where not votes.shows and votes.tier = settings.worst_tier) as n_worst_not
    from votes
    cross join settings
    group by votes.stage, votes.subject, votes.code_id, votes.rule
),

ends as (
    select
        shown_by_case.stage,
        shown_by_case.subject,
        shown_by_case.code_id,
        count(*) filter (where is_in and tier = best_tier) as n_best,
        count(*) filter (where is_in and is_showing and tier = best_tier) as n_best_showing,
        count(*) filter (where is_in and is_mixed and tier = best_tier) as n_best_mixed,
        count(*) filter (where is_in and tier = worst_tier) as n_worst,
        count(*) filter (where is_in and is_showing and tier = worst_tier) as n_worst_showing,
        count(*) filter (where is_in and is_mixed and tier = worst_tier) as n_worst_mixed
    from shown_by_case
    cross join settings
    where stage = 'cross-case' and best_tier <> worst_tier and family in ('enabler', 'barrier')
    group by shown_by_case.stage, shown_by_case.subject, shown_by_case.code_id
),

made as (
    select code_presence.stage, code_presence.subject, 'shared' as kind, code_presence.code_id, code_presence.presence as claim
    from code_presence
    where code_presence.family in ('enabler', 'barrier') and code_presence.presence in ('all', 'most', 'none')
    union all
    select stage, subject, 'contrast' as kind, code_id, 'best_not_worst' as claim
    from ends
    where n_best > 0 and n_best_showing = n_best and n_worst > 0 and n_worst_showing = 0 and n_worst_mixed = 0
    union all
    select stage, subject, 'contrast' as kind, code_id, 'worst_not_best' as claim
    from ends
    where n_worst > 0 and n_worst_showing = n_worst and n_best > 0 and n_best_showing = 0 and n_best_mixed = 0
),

rules as (
    select unnest(['judgement', 'strict', 'count', 'two_voices', 'denial']) as rule
),

tried as (
    select
        made.stage, made.subject, made.kind, made.code_id, made.claim, rules.rule,
        sizes.n_cases, sizes.n_best, sizes.n_worst,
        coalesce(counted.n_showing, 0) as n_showing,
        coalesce(counted.n_not, 0) as n_not,
        coalesce(counted.n_best_showing, 0) as n_best_showing,
        coalesce(counted.n_best_not, 0) as n_best_not,
        coalesce(counted.n_worst_showing, 0) as n_worst_showing,
        coalesce(counted.n_worst_not, 0) as n_worst_not
    from made
    cross join rules
    join sizes on sizes.stage = made.stage and sizes.subject = made.subject
    left join counted
        on counted.stage = made.stage and counted.subject = made.subject
        and counted.code_id = made.code_id and counted.rule = rules.rule
),

decided as (
    select
        stage, subject, kind, code_id, claim, rule,
        case
            when claim = 'all' and n_showing = n_cases then 'yes'
            when claim = 'all' and n_not > 0 then 'no'
            when claim = 'none' and n_not = n_cases then 'yes'
            when claim = 'none' and n_showing > 0 then 'no'
            when claim = 'most' and 2 * n_showing > n_cases then 'yes'
            when claim = 'most' and 2 * (n_cases - n_not) <= n_cases then 'no'
            when claim = 'best_not_worst' and n_best_showing = n_best and n_worst_not = n_worst then 'yes'
            when claim = 'best_not_worst' and n_best_not + n_worst_showing > 0 then 'no'
            when claim = 'worst_not_best' and n_worst_showing = n_worst and n_best_not = n_best then 'yes'
            when claim = 'worst_not_best' and n_worst_not + n_best_showing > 0 then 'no'
            else 'open'
        end as holds
    from tried
)

select
    stage,
    subject,
    kind,
    code_id,
    claim,
    max(holds) filter (where rule = 'judgement') as by_judgement,
    max(holds) filter (where rule = 'strict') as by_strict,
    max(holds) filter (where rule = 'count') as by_count,
    max(holds) filter (where rule = 'two_voices') as by_two_voices,
    max(holds) filter (where rule = 'denial') as by_denial,
    bool_and(holds = 'yes') as survives
from decided
group by stage, subject, kind, code_id, claim
order by stage, subject, kind, code_id, claim
