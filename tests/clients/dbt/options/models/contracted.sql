{{ config(materialized='table', contract={'enforced': true}, transient=false, pre_hook="insert into {{ target.schema }}.runs select 'before', current_timestamp()") }}
select id, price, made_at, parse_json(flags) as flags, to_array(id) as several, to_date(made_at) as day from {{ ref('items') }}
