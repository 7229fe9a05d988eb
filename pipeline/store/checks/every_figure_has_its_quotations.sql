-- Each row is a frequency whose codings are not those listed behind its figure.
select code_frequency.case_id, code_frequency.code_id
from code_frequency
left join quotations on quotations.figure_id = code_frequency.case_id || '/' || code_frequency.code_id
group by code_frequency.case_id, code_frequency.code_id, code_frequency.n_codings_hand, code_frequency.n_codings_machine
having count(quotations.coding_id) <> code_frequency.n_codings_hand + code_frequency.n_codings_machine
