SELECT
  order_id,
  trim(customer) AS customer,
  substr(ordered_at, 1, 10) AS day,
  CAST(quantity AS INTEGER) AS quantity,
  CAST(unit_price AS REAL) AS unit_price,
  upper(trim(currency)) AS currency
FROM (
  SELECT *, row_number() OVER (PARTITION BY order_id ORDER BY ordered_at) AS place FROM input
)
WHERE place = 1
  AND trim(customer) <> ''
  AND ordered_at REGEXP '^[0-9]{4}-[0-9]{2}-[0-9]{2}'
  AND quantity REGEXP '^[1-9][0-9]*$'
  AND unit_price REGEXP '^[0-9]+([.][0-9]+)?$'
