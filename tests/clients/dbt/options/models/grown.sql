{{ config(materialized='incremental', unique_key=['id', 'made_at'], on_schema_change='sync_all_columns', merge_exclude_columns=['first_seen'],
          incremental_predicates=["dbt_internal_dest.made_at >= '2024-01-02'"], tmp_relation_type=var('tmp_relation', 'view')) }}
select id, made_at, price, '{{ var("round", 1) }}' as first_seen
{% if var("round", 1) == 2 %}, note || '!' as shouted, price::number(14,4) as larger {% else %}, 1 as dropped {% endif %}
from {{ ref('items') }}
