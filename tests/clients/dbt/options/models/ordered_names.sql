{{ config(materialized='table', alias='named_so', schema='apart') }}
select id as "Id" from {{ ref('items') }}
