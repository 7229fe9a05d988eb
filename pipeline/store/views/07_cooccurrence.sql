-- One row per case and pair of codes (code_a < code_b) that meet in at least one respondent's segment.
-- A coding touches a segment when they share a character; jaccard = segments with both / segments with either.
-- Segments, cases and codes are paired as numbers: a million numbers are paired faster than names. Only segments that a
-- coding touches are numbered, since a study has a hundred times as many.
create or replace view cooccurrence as

with analytic as (
    select code_id, row_number() over (order by code_id)::smallint as code_no
    from all_codes
    where kind = 'analytic' and is_codable and not is_retired
),

heard as (
    select
        transcript_id,
        case_id,
        dense_rank() over (order by case_id)::smallint as case_no,
        row_number() over (order by transcript_id)::bigint as transcript_no
    from all_transcripts
    where kind in ('interview', 'group') and case_id is not null
),

placed as (
    select
        heard.case_no,
        heard.transcript_id,
        heard.transcript_no,
        analytic.code_no,
        unnest(range(all_codings.first_segment, all_codings.last_segment + 1)) as ordinal
    from all_codings
    join analytic using (code_id)
    join heard using (transcript_id)
    where all_codings.is_counted and all_codings.first_segment is not null
),

touched as (
    -- No transcript has so many segments that two would share a number.
    select distinct placed.case_no, placed.transcript_no * 4294967296 + placed.ordinal as segment_no, placed.code_no
    from placed
    join all_segments on all_segments.transcript_id = placed.transcript_id and all_segments.ordinal = placed.ordinal
    where not all_segments.is_interviewer
),

totals as (
    select case_no, code_no, count(*) as n_segments
    from touched
    group by case_no, code_no
),

pairs as (
    select one.case_no, one.code_no as a_no, other.code_no as b_no, count(*) as n_segments
    from touched as one
    join touched as other on one.segment_no = other.segment_no and one.code_no < other.code_no
    group by one.case_no, one.code_no, other.code_no
),

named as (
    select distinct case_no, case_id
    from heard
)

select
    named.case_id,
    code_a.code_id as code_a,
    code_b.code_id as code_b,
    pairs.n_segments,
    pairs.n_segments / (a.n_segments + b.n_segments - pairs.n_segments) as jaccard
from pairs
join named using (case_no)
join analytic as code_a on code_a.code_no = pairs.a_no
join analytic as code_b on code_b.code_no = pairs.b_no
join totals as a on a.case_no = pairs.case_no and a.code_no = pairs.a_no
join totals as b on b.case_no = pairs.case_no and b.code_no = pairs.b_no
order by pairs.case_no, pairs.a_no, pairs.b_no
