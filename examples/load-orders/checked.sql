-- Each line of the export with its values as they should be, and what is wrong with it.
WITH numbered AS (
  SELECT row_number() OVER () + 1 AS line, * FROM input
),
cells AS (
  SELECT
    line,
    order_id,
    row_number() OVER (PARTITION BY order_id ORDER BY line) AS place,
    nullif(trim(customer), '') AS customer,
    CASE
      WHEN ordered_at REGEXP '^\d{4}-\d\d-\d\d(T.*Z)?$' THEN substr(ordered_at, 1, 10)
      WHEN ordered_at REGEXP '^\d\d[.]\d\d[.]\d{4}$'
        THEN substr(ordered_at, 7) || '-' || substr(ordered_at, 4, 2) || '-' || substr(ordered_at, 1, 2)
      WHEN ordered_at REGEXP '^\d\d/\d\d/\d{4}$'
        THEN substr(ordered_at, 7) || '-' || substr(ordered_at, 1, 2) || '-' || substr(ordered_at, 4, 2)
    END AS day,
    CASE WHEN trim(quantity) REGEXP '^[1-9]\d*$' THEN CAST(trim(quantity) AS INTEGER) END AS quantity,
    CASE
      WHEN unit_price REGEXP '^\d[\d,]*([.]\d+)?$' THEN CAST(replace(unit_price, ',', '') AS REAL)
    END AS unit_price,
    upper(trim(currency)) AS currency
  FROM numbered
)
SELECT
  line,
  order_id,
  customer,
  day,
  quantity,
  unit_price,
  currency,
  CASE
    WHEN place > 1 THEN 'order seen before'
    WHEN customer IS NULL THEN 'no customer'
    -- The 31st of February is the 3rd of March.
    WHEN day IS NULL OR date(day) IS NOT day THEN 'no such date'
    WHEN quantity IS NULL THEN 'no such quantity'
    WHEN unit_price IS NULL THEN 'no such price'
    WHEN currency IS NULL OR currency NOT IN ('EUR', 'GBP', 'KRW', 'USD') THEN 'no such currency'
  END AS problem
FROM cells
