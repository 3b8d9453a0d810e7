{% call set_sql_header(config) %}
set header_value = 41;
{%- endcall %}
{{ config(materialized='table') }}
select $header_value + 1 as answer, {{ dbt.current_timestamp() }} as at, {{ dbt.dateadd('day', 1, "to_date('2024-02-28')") }} as next,
       {{ dbt.datediff("to_date('2024-01-01')", "to_date('2024-03-01')", 'month') }} as months, {{ dbt.hash("'a'") }} as hashed,
       {{ dbt.split_part("'a|b'", "'|'", 2) }} as part, {{ dbt.safe_cast("'x'", api.Column.translate_type('integer')) }} as none
