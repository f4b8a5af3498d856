SELECT
  customer,
  count(*) AS orders,
  round(sum(quantity * unit_price * rate), 2) AS eur
FROM orders
JOIN rates USING (currency)
GROUP BY customer
ORDER BY eur DESC
LIMIT :most
