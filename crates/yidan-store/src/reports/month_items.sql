-- Lines of the orders of a month, in the order of their orders.
SELECT o.id, o.shop_id, o.order_no, o.state, l.line, l.sub_no, g.sku_code, g.title, g.spec,
       l.qty, l.unit_price_fen, l.amount_fen, l.refund_fen
FROM orders o
JOIN order_line l ON l.order_id = o.id
JOIN listing g ON g.id = l.listing_id
WHERE o.id >= ?1 AND o.id < ?2
  AND (?3 IS NULL OR o.shop_id = ?3)
ORDER BY o.id, l.line
