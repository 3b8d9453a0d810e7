select id, {{ function('twice') }}(price) as price, coalesce(note, 'none') as note from {{ ref('items') }}
