-- depends_on: {{ ref('orders') }}
select * from {{ ref('as_table') }} where customer <> 'hook' and {{ largest('orders', 'id') }} >= 3
