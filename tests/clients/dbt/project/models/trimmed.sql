{{ config(materialized='ephemeral') }}
select id, trim(customer) as customer, amount, ordered_at from {{ ref('orders') }}
