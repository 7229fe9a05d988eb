-- One row per case and pair of codes (code_a < code_b) that meet in at least one respondent's segment.
-- A coding touches a segment when they share a character; jaccard = segments with both / segments with either.
create or replace view cooccurrence as

with touched as (
    select distinct all_transcripts.case_id, all_segments.transcript_id, all_segments.ordinal, placed.code_id
    from (
        select transcript_id, code_id, unnest(range(first_segment, last_segment + 1)) as ordinal
        from marks
        where is_counted and first_segment is not null
    ) as placed
    join all_transcripts using (transcript_id)
    join all_codes using (code_id)
    join all_segments on all_segments.transcript_id = placed.transcript_id and all_segments.ordinal = placed.ordinal
    where
        all_transcripts.kind in ('interview', 'group')
        and all_transcripts.case_id is not null
        and not all_segments.is_interviewer
        and all_codes.kind = 'analytic' and all_codes.is_codable and not all_codes.is_retired
),

totals as (
    select case_id, code_id, count(*) as n_segments
    from touched
    group by case_id, code_id
),

pairs as (
    select one.case_id, one.code_id as code_a, other.code_id as code_b, count(*) as n_segments
    from touched as one
    join touched as other
        on one.transcript_id = other.transcript_id and one.ordinal = other.ordinal and one.code_id < other.code_id
    group by one.case_id, one.code_id, other.code_id
)

select
    pairs.case_id,
    pairs.code_a,
    pairs.code_b,
    pairs.n_segments,
    pairs.n_segments / (a.n_segments + b.n_segments - pairs.n_segments) as jaccard
from pairs
join totals as a on a.case_id = pairs.case_id and a.code_id = pairs.code_a
join totals as b on b.case_id = pairs.case_id and b.code_id = pairs.code_b
order by pairs.case_id, pairs.code_a, pairs.code_b
