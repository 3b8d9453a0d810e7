{{ config(materialized='incremental', incremental_strategy='append') }}
select id, customer, amount, '{{ var("round", 1) }}' as round from {{ ref('orders') }}
{% if is_incremental() %} where id > 1 {% endif %}
