-- One row per coding with all that a memo needs to quote it: whose words, in which turn, and how the coding stands.
-- `is_suggesting`: an affirmed machine coding where the code is not known. A passage over several turns takes the first
-- respondent's turn that it touches; the segments say which turns those are, and a passage of white space asks the turns.
create or replace view voices as

with heard as (
    select
        transcript_id,
        turn,
        min(case when not is_interviewer then turn end) over (
            partition by transcript_id order by turn rows between current row and unbounded following
        ) as next_heard
    from turns
),

turn_of_segment as (
    select all_segments.transcript_id, all_segments.ordinal, heard.turn, heard.next_heard
    from all_segments
    join heard using (transcript_id, turn)
),

taken as (
    select
        marks.coding_no,
        marks.transcript_id,
        case when begin_in.next_heard <= end_in.turn then begin_in.next_heard else begin_in.turn end as turn
    from marks
    join turn_of_segment as begin_in
        on begin_in.transcript_id = marks.transcript_id and begin_in.ordinal = marks.first_segment
    join turn_of_segment as end_in
        on end_in.transcript_id = marks.transcript_id and end_in.ordinal = marks.last_segment
    union all
    select marks.coding_no, marks.transcript_id, turns.turn
    from marks
    join turns
        on turns.transcript_id = marks.transcript_id
        and turns.start_char < marks.end_char and marks.start_char < turns.end_char
    where marks.first_segment is null
    qualify row_number() over (partition by marks.coding_no order by turns.is_interviewer, turns.turn) = 1
),

spoken as (
    select
        taken.coding_no,
        turns.turn,
        turns.speaker,
        turns.respondent_id,
        turns.is_interviewer,
        turns.start_seconds
    from taken
    join turns using (transcript_id, turn)
)

select
    marks.coding_id,
    marks.transcript_id,
    all_transcripts.case_id,
    all_transcripts.kind,
    marks.code_id,
    all_codes.family,
    marks.start_char,
    marks.end_char,
    marks.coder,
    marks.origin,
    marks.polarity,
    marks.is_counted,
    marks.would_count,
    marks.is_rejected,
    marks.origin = 'machine' and marks.polarity = 'affirmed' and not marks.is_rejected and known.how is null as is_suggesting,
    marks.score,
    marks.cue,
    marks.is_aha,
    marks.target,
    marks.period,
    marks.memo,
    marks.quotation,
    spoken.turn,
    spoken.speaker,
    spoken.is_interviewer,
    spoken.start_seconds,
    spoken.respondent_id,
    participants.organisation,
    participants.sector,
    participants.role,
    participants.attribution,
    participants.may_quote
from marks
join all_transcripts using (transcript_id)
join all_codes using (code_id)
left join spoken using (coding_no)
left join participants on participants.respondent_id = spoken.respondent_id
left join known on known.transcript_id = marks.transcript_id and known.code_id = marks.code_id
order by marks.transcript_id, marks.start_char, marks.end_char, all_codes.position, marks.origin, marks.coder, marks.coding_id
