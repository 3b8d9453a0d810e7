{{ config(materialized='incremental', unique_key='day', contract={'enforced': true}, on_schema_change='append_new_columns') }}
select day, count(*) as items from {{ ref('contracted') }} group by day
