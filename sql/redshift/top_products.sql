-- The 20 products with the greatest revenue, with what is known of them.
SELECT
    items.product_id,
    products.category,
    products.brand,
    count(*) AS order_lines,
    sum(items.quantity) AS units,
    coalesce(sum(items.amount), 0) AS revenue
FROM clickstream.fact_order_items AS items
LEFT JOIN clickstream.dim_products AS products ON items.product_id = products.product_id
WHERE items.product_id IS NOT NULL
    AND items.year * 1000000 + items.month * 10000 + items.day * 100 + items.hour BETWEEN /*from*/ 2000010100 AND /*to*/ 2099123123
GROUP BY items.product_id, products.category, products.brand
ORDER BY revenue DESC, items.product_id
LIMIT 20
