-- Sums per shop and state of a month.
SELECT o.shop_id, s.name, p.code, o.state, count(*),
       coalesce(sum(o.buyer_amount_fen), 0), coalesce(sum(o.merchant_amount_fen), 0), coalesce(sum(o.freight_fen), 0),
       coalesce(sum(o.refund_fen), 0)
FROM orders o
JOIN shop s ON s.id = o.shop_id
JOIN platform p ON p.id = o.platform_id
WHERE o.id >= ?1 AND o.id < ?2
  AND (?3 IS NULL OR o.shop_id = ?3)
GROUP BY o.shop_id, o.state
ORDER BY p.code, s.name, o.shop_id, o.state
