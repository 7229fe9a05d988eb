-- Each row is a frequency whose parts do not add up.
select case_id, code_id
from code_frequency
where
    n_mentioning > n_known
    or n_known > n_transcripts
    or n_mentioning <> n_hand_mentioning + n_machine_mentioning
    or n_known + n_suggested > n_transcripts
    or n_known + n_outdated > n_transcripts
    or n_asked_mentioning > n_asked
    or n_asked_by_hand > n_asked
    or n_asked + n_not_asked > n_transcripts
