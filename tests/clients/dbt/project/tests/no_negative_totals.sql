select * from {{ ref('as_table') }} where total < 0
