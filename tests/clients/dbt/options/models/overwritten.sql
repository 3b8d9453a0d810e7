{{ config(materialized='incremental', incremental_strategy='insert_overwrite') }}
select id, {{ var("round", 1) }} as round from {{ ref('items') }} {% if is_incremental() %} where id < 3 {% endif %}
