// SQL that the pages write: names and texts as literals, so that what they hold is never taken for SQL.

// docs.snowflake.com/en/sql-reference/reserved-keywords
const RESERVED = new Set(('ACCOUNT ALL ALTER AND ANY AS BETWEEN BY CASE CAST CHECK COLUMN CONNECT CONNECTION CONSTRAINT CREATE CROSS CURRENT '
  + 'CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DATABASE DELETE DISTINCT DROP ELSE EXISTS FALSE FOLLOWING FOR FROM FULL GRANT '
  + 'GROUP GSCLUSTER HAVING ILIKE IN INCREMENT INNER INSERT INTERSECT INTO IS ISSUE JOIN LATERAL LEFT LIKE LOCALTIME LOCALTIMESTAMP MINUS '
  + 'NATURAL NOT NULL OF ON OR ORDER ORGANIZATION QUALIFY REGEXP REVOKE RIGHT RLIKE ROW ROWS SAMPLE SCHEMA SELECT SET SOME START TABLE '
  + 'TABLESAMPLE THEN TO TRIGGER TRUE TRY_CAST UNION UNIQUE UPDATE USING VALUES VIEW WHEN WHENEVER WHERE WITH').split(' '));

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

// In quotes where it needs them.
export const identifier = (name: string) => (/^[A-Z_][A-Z0-9_$]*$/.test(name) && !RESERVED.has(name) ? name : quoted(name));

export const qualified = (...names: string[]) => names.map(identifier).join('.');

export const literal = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

// LIKE 'text', whose % and _ are letters.
export const likeLiteral = (text: string) => literal(text.replace(/[\\%_]/g, '\\$&'));
