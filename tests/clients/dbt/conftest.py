"""Without these dbt and its connector would first wait for hosts outside to answer."""

import os

os.environ.update(DBT_SEND_ANONYMOUS_USAGE_STATS="false", SNOWFLAKE_DISABLE_PLATFORM_DETECTION="true",
                  DBT_VERSION_CHECK="false")
