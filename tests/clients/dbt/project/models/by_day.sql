{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='ordered_at', begin='2024-01-01', batch_size='day') }}
select id, ordered_at from {{ ref('orders') }}
