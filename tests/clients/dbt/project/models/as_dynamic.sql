{{ config(materialized='dynamic_table', target_lag='1 hour', snowflake_warehouse='dbt_wh') }}
select customer, max(amount) as most from {{ ref('orders') }} group by customer
