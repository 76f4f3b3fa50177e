-- Goods of the paid and not closed orders of a month: pieces and money per listing.
SELECT g.sku_code, g.title, g.spec, count(DISTINCT o.id), sum(l.qty), sum(l.amount_fen), sum(l.refund_fen)
FROM orders o
JOIN order_line l ON l.order_id = o.id
JOIN listing g ON g.id = l.listing_id
WHERE o.id >= ?1 AND o.id < ?2
  AND (?3 IS NULL OR o.shop_id = ?3) AND o.state NOT IN (10, 110)
GROUP BY l.listing_id
ORDER BY 5 DESC, g.sku_code, g.title, g.spec, l.listing_id
