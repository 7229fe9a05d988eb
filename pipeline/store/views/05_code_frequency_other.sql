-- One row per stage, subject, kind and codable analytic code, of material that does not enter code_frequency:
-- mayors' interviews, archival documents, surveys, exercises, field notes.
create or replace view code_frequency_other as
select
    stage_other.stage,
    stage_other.subject,
    coded_pairs.kind,
    coded_pairs.code_id,
    coded_pairs.family,
    count(*) as n_transcripts,
    count(*) filter (where coded_pairs.is_known) as n_known,
    count(*) filter (where coded_pairs.is_mentioning) as n_mentioning
from stage_other
join coded_pairs using (transcript_id)
group by stage_other.stage, stage_other.subject, coded_pairs.kind, coded_pairs.code_id, coded_pairs.family
order by stage_other.stage, stage_other.subject, coded_pairs.kind, coded_pairs.code_id
