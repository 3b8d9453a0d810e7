{{ config(materialized='view', secure=true, copy_grants=true) }}
select id, price from {{ ref('contracted') }}
