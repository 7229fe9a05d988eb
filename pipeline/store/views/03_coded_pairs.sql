-- One row per transcript and codable analytic code: what is known, what counts, what is denied or suggested, what was asked.
-- Interviews and group interviews of a case and all other material alike; later views choose the kinds. Kept as a table,
-- since several views ask it.
create or replace table coded_pairs as

with codable as (
    select code_id, family, position
    from all_codes
    where kind = 'analytic' and is_codable and not is_retired
),

counts as (
    select
        transcript_id,
        code_id,
        count(*) filter (where is_counted and origin = 'hand') as n_hand,
        count(*) filter (where is_counted and origin = 'machine') as n_machine,
        count(*) filter (where would_count and polarity = 'absent') as n_absent,
        count(*) filter (where would_count and polarity = 'wished') as n_wished,
        count(*) filter (where would_count and polarity = 'disputed') as n_disputed,
        count(*) filter (where origin = 'machine' and polarity = 'affirmed' and not is_rejected) as n_machine_affirmed,
        count(*) filter (where is_outdated and polarity = 'affirmed') as n_outdated_affirmed
    from all_codings
    group by transcript_id, code_id
),

-- A question is the one of the transcript's own guide; where that has none of this id (or none is named, and a person
-- marked the answer), every guide's.
matched as (
    select distinct
        all_index_chunks.transcript_id,
        all_index_chunks.question,
        coalesce(own.guide, guide_questions.guide) as guide
    from all_index_chunks
    join all_transcripts using (transcript_id)
    join guide_questions on guide_questions.question = all_index_chunks.question
    left join guide_questions as own
        on own.question = all_index_chunks.question and own.guide = all_transcripts.guide
),

recognised as (
    select distinct transcript_id
    from matched
),

-- Whoever sets one chunk by hand sets them all (a hand coding of an index code replaces the machine's), so that what is
-- missing there was not asked. Where the machine set them it was not recognised, which is less.
set_by_a_person as (
    select distinct transcript_id
    from all_index_chunks
    where is_by_hand
),

asked as (
    select distinct matched.transcript_id, codable.code_id
    from matched
    join asks on asks.question = matched.question and asks.guide = matched.guide
    join code_ancestors on code_ancestors.ancestor = asks.code_id
    join codable on codable.code_id = code_ancestors.code_id
),

-- A person may also say of single questions that nobody asked them: of all that the guide has about a code, here.
said_not_asked as (
    select all_transcripts.transcript_id, codable.code_id
    from all_transcripts
    join asks using (guide)
    join code_ancestors on code_ancestors.ancestor = asks.code_id
    join codable on codable.code_id = code_ancestors.code_id
    left join questions_not_asked
        on questions_not_asked.transcript_id = all_transcripts.transcript_id
        and questions_not_asked.question = asks.question
    group by all_transcripts.transcript_id, codable.code_id
    having count(*) = count(questions_not_asked.question)
)

select
    all_transcripts.transcript_id,
    all_transcripts.case_id,
    all_transcripts.kind,
    all_transcripts.n_words_respondent,
    codable.code_id,
    codable.family,
    known.how is not null as is_known,
    coalesce(known.how = 'read', false) as is_read,
    coalesce(counts.n_hand, 0) as n_hand,
    coalesce(counts.n_machine, 0) as n_machine,
    coalesce(counts.n_hand, 0) + coalesce(counts.n_machine, 0) > 0 as is_mentioning,
    coalesce(counts.n_absent, 0) > 0 as is_denying,
    coalesce(counts.n_wished, 0) > 0 as is_wishing,
    coalesce(counts.n_disputed, 0) > 0 as is_disputing,
    known.how is null and coalesce(counts.n_machine_affirmed, 0) > 0 as is_suggested,
    asked.transcript_id is not null as is_asked,
    recognised.transcript_id is null as is_asked_unknown,
    known.how,
    known.how is null and coalesce(counts.n_outdated_affirmed, 0) > 0 as is_outdated,
    case
        when asked.transcript_id is not null and set_by_a_person.transcript_id is not null then 'a person says so'
        when asked.transcript_id is not null then 'recognised'
        when coalesce(set_by_a_person.transcript_id, said_not_asked.transcript_id) is not null then 'not asked'
        when recognised.transcript_id is not null then 'not recognised'
        else 'unknown'
    end as how_asked
from all_transcripts
cross join codable
left join known on known.transcript_id = all_transcripts.transcript_id and known.code_id = codable.code_id
left join counts on counts.transcript_id = all_transcripts.transcript_id and counts.code_id = codable.code_id
left join asked on asked.transcript_id = all_transcripts.transcript_id and asked.code_id = codable.code_id
left join recognised on recognised.transcript_id = all_transcripts.transcript_id
left join set_by_a_person on set_by_a_person.transcript_id = all_transcripts.transcript_id
left join said_not_asked
    on said_not_asked.transcript_id = all_transcripts.transcript_id and said_not_asked.code_id = codable.code_id
order by all_transcripts.transcript_id, codable.position
