INSERT INTO orders (order_id, customer, day, quantity, unit_price, currency)
VALUES (:order_id, :customer, :day, :quantity, :unit_price, :currency)
ON CONFLICT (order_id) DO UPDATE SET
  customer = excluded.customer,
  day = excluded.day,
  quantity = excluded.quantity,
  unit_price = excluded.unit_price,
  currency = excluded.currency
