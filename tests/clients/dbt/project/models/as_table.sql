{{ config(materialized='table', cluster_by=['customer'], transient=false, post_hook="insert into {{ this }} select 'hook', 0, 0") }}
select customer, count(*) as orders, sum(amount) as total from {{ ref('trimmed') }} group by customer
