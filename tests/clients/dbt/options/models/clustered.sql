{{ config(materialized='table', cluster_by=['to_date(made_at)', 'id'], automatic_clustering=true, copy_grants=true, query_tag='of the model') }}
select * from {{ ref('items') }}
