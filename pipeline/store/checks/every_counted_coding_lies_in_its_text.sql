-- Each row is a counted coding whose passage is not inside one of its transcript's turns.
select marks.coding_id, marks.transcript_id
from marks
left join turns
    on turns.transcript_id = marks.transcript_id
    and turns.start_char < marks.end_char and marks.start_char < turns.end_char
where marks.is_counted
group by all
having count(turns.turn) = 0
