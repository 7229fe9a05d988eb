-- Each row is a counted coding whose passage is not inside one of its transcript's turns.
select all_codings.coding_id, all_codings.transcript_id
from all_codings
left join turns
    on turns.transcript_id = all_codings.transcript_id
    and turns.start_char < all_codings.end_char and all_codings.start_char < turns.end_char
where all_codings.is_counted
group by all
having count(turns.turn) = 0
