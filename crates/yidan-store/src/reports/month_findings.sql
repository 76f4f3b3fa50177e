-- Findings of the orders of a month.
SELECT o.id, o.shop_id, o.order_no, f.code, f.severity, f.field, f.facts
FROM orders o
JOIN finding f ON f.order_id = o.id
WHERE o.id >= ?1 AND o.id < ?2
  AND (?3 IS NULL OR o.shop_id = ?3) AND o.finding_level <> 0
ORDER BY o.id, f.seq
