CREATE TABLE IF NOT EXISTS orders (
  order_id text PRIMARY KEY,
  customer text NOT NULL,
  day date NOT NULL,
  quantity integer NOT NULL,
  unit_price numeric(12, 2) NOT NULL,
  currency char(3) NOT NULL
)
