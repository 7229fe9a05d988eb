-- Each row is an id that two codings share.
select coding_id
from all_codings
group by coding_id
having count(*) > 1
