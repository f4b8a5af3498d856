-- By customer and currency, what was ordered and what has been paid for it.
WITH ordered AS (
  SELECT order_id, customer, currency, round(quantity * unit_price, 2) AS amount
  FROM orders
  WHERE problem IS NULL
),
found AS (
  SELECT
    'A-' || regexp_substr(regexp_substr(upper(Verwendungszweck), 'A-?\d{5}'), '\d{5}') AS order_id,
    CAST(replace(replace(Betrag, '.', ''), ',', '.') AS REAL) AS amount
  FROM payments
),
paid AS (
  SELECT order_id, sum(amount) AS amount FROM found GROUP BY order_id
),
compared AS (
  SELECT customer, currency, ordered.amount - coalesce(paid.amount, 0) AS open
  FROM ordered LEFT JOIN paid USING (order_id)
)
SELECT customer, currency, count(*) AS orders, round(sum(open), 2) AS open
FROM compared
WHERE open > 0.01
GROUP BY customer, currency
ORDER BY currency, open DESC
