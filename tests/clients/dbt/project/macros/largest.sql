{% macro largest(table, column) %}
{%- if execute -%}{{ run_query("select max(" ~ column ~ ") from " ~ ref(table)).columns[0].values()[0] }}{%- else -%}0{%- endif -%}
{% endmacro %}
