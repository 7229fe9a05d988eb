-- One row per case and codable analytic code, whether or not the code occurs there.
-- Counts interviews and group interviews: a talkative respondent counts once. Shares are of transcripts for which the
-- code is known; the interval is Wilson's at 95 % (z = 1.959963984540054). All three are null where nothing is known, and where
-- a transcript is known by a coding alone: then nobody said what was read, and there is no whole to take a share of.
-- `basis` says on whose word the known ones rest. `n_asked_by_hand` is the part of n_asked that a person says was asked;
-- `n_not_asked` are transcripts whose questions a person set, none about the code; elsewhere one was only not recognised.
-- Respondents without an id count too (see coding_respondents), their organisation and sector do not. Kept as a table, since
-- several views ask it.
create or replace table code_frequency as

with per_case as (
    select
        case_id,
        code_id,
        count(*) as n_transcripts,
        count(*) filter (where is_known) as n_known,
        count(*) filter (where is_mentioning) as n_mentioning,
        count(*) filter (where is_read) as n_hand_read,
        count(*) filter (where n_hand > 0) as n_hand_mentioning,
        count(*) filter (where n_machine > 0 and n_hand = 0) as n_machine_mentioning,
        count(*) filter (where is_asked) as n_asked,
        count(*) filter (where is_asked and is_mentioning) as n_asked_mentioning,
        count(*) filter (where is_asked_unknown) as n_asked_unknown,
        count(*) filter (where is_denying) as n_denying,
        count(*) filter (where is_suggested) as n_suggested,
        count(*) filter (where is_outdated) as n_outdated,
        count(*) filter (where how = 'coded') as n_coded_alone,
        count(*) filter (where how = 'machine') as n_by_machine,
        count(*) filter (where how_asked = 'a person says so') as n_asked_by_hand,
        count(*) filter (where how_asked = 'not asked') as n_not_asked,
        sum(n_hand)::bigint as n_codings_hand,
        sum(n_machine)::bigint as n_codings_machine,
        coalesce(sum(n_words_respondent) filter (where is_known), 0)::bigint as n_words_known
    from coded_pairs
    where kind in ('interview', 'group') and case_id is not null
    group by case_id, code_id
),

heard as (
    select distinct all_transcripts.case_id, all_codings.code_id, coding_respondents.respondent_id
    from all_codings
    join all_transcripts using (transcript_id)
    join coding_respondents using (coding_no)
    where all_codings.is_counted and all_transcripts.kind in ('interview', 'group')
),

voices as (
    select
        heard.case_id,
        heard.code_id,
        count(distinct heard.respondent_id) as n_respondents,
        count(distinct nullif(participants.organisation, '')) as n_organisations,
        count(distinct nullif(participants.sector, '')) as n_sectors
    from heard
    left join participants using (respondent_id)
    group by heard.case_id, heard.code_id
),

filled as (
    select
        cases.case_id,
        all_codes.code_id,
        all_codes.family,
        all_codes.position,
        coalesce(per_case.n_transcripts, 0) as n_transcripts,
        coalesce(per_case.n_known, 0) as n_known,
        coalesce(per_case.n_mentioning, 0) as n_mentioning,
        coalesce(per_case.n_hand_read, 0) as n_hand_read,
        coalesce(per_case.n_hand_mentioning, 0) as n_hand_mentioning,
        coalesce(per_case.n_machine_mentioning, 0) as n_machine_mentioning,
        coalesce(per_case.n_asked, 0) as n_asked,
        coalesce(per_case.n_asked_mentioning, 0) as n_asked_mentioning,
        coalesce(per_case.n_asked_unknown, 0) as n_asked_unknown,
        coalesce(per_case.n_denying, 0) as n_denying,
        coalesce(per_case.n_suggested, 0) as n_suggested,
        coalesce(voices.n_respondents, 0) as n_respondents,
        coalesce(voices.n_organisations, 0) as n_organisations,
        coalesce(voices.n_sectors, 0) as n_sectors,
        coalesce(per_case.n_codings_hand, 0) as n_codings_hand,
        coalesce(per_case.n_codings_machine, 0) as n_codings_machine,
        coalesce(per_case.n_words_known, 0) as n_words_known,
        coalesce(per_case.n_outdated, 0) as n_outdated,
        coalesce(per_case.n_coded_alone, 0) as n_coded_alone,
        coalesce(per_case.n_by_machine, 0) as n_by_machine,
        coalesce(per_case.n_asked_by_hand, 0) as n_asked_by_hand,
        coalesce(per_case.n_not_asked, 0) as n_not_asked,
        settings.is_unchecked
    from cases
    cross join all_codes
    cross join settings
    left join per_case on per_case.case_id = cases.case_id and per_case.code_id = all_codes.code_id
    left join voices on voices.case_id = cases.case_id and voices.code_id = all_codes.code_id
    where all_codes.kind = 'analytic' and all_codes.is_codable and not all_codes.is_retired
),

scored as (
    select
        *,
        n_mentioning::double as k,
        n_known::double as n,
        3.841458820694124 as zz,
        n_known > 0 and n_coded_alone = 0 as has_share
    from filled
)

select
    case_id,
    code_id,
    family,
    n_transcripts,
    n_known,
    n_mentioning,
    case when has_share then k / n end as mention_share,
    case
        when not has_share then null
        when n_mentioning = 0 then 0.0
        else (k + zz / 2 - sqrt(zz) * sqrt(k * (n - k) / n + zz / 4)) / (n + zz)
    end as mention_low,
    case
        when not has_share then null
        when n_mentioning = n_known then 1.0
        else (k + zz / 2 + sqrt(zz) * sqrt(k * (n - k) / n + zz / 4)) / (n + zz)
    end as mention_high,
    n_hand_read,
    n_hand_mentioning,
    n_machine_mentioning,
    n_asked,
    n_asked_mentioning,
    n_asked_unknown,
    n_denying,
    n_suggested,
    n_respondents,
    n_organisations,
    n_sectors,
    n_codings_hand,
    n_codings_machine,
    case when n_words_known > 0 then (n_codings_hand + n_codings_machine) * 1000 / n_words_known end as per_1000_words,
    n_outdated,
    case
        when n_known = 0 then null
        when n_by_machine > 0 and is_unchecked then 'machine_unchecked'
        when n_by_machine = n_known then 'machine_verified'
        when n_by_machine = 0 then 'people'
        else 'mixed'
    end as basis,
    n_asked_by_hand,
    n_not_asked
from scored
order by case_id, position;

-- The rows of family `enabler`.
create or replace view enabler_frequency as
select code_frequency.*
from code_frequency
join all_codes using (code_id)
where code_frequency.family = 'enabler'
order by code_frequency.case_id, all_codes.position
