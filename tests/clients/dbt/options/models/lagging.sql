{{ config(materialized='dynamic_table', target_lag=var('lag', '1 hour'), snowflake_warehouse='dbt_wh', refresh_mode='FULL', initialize='ON_CREATE',
          cluster_by=['id'], transient=true, on_configuration_change='apply') }}
select id, price from {{ ref('items') }}
