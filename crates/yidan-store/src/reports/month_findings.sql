-- Findings of the orders of a month.
SELECT o.id, o.shop_id, o.order_no, f.code, f.severity, f.field, f.facts
FROM orders o
JOIN finding f ON f.order_id = o.id
WHERE o.id >= ?1 AND o.id < ?2
  AND coalesce(o.paid_at_ms, (o.id >> 12) * 1000) >= ?3 AND coalesce(o.paid_at_ms, (o.id >> 12) * 1000) < ?4
  AND (?5 IS NULL OR o.shop_id = ?5) AND o.finding_level <> 0
ORDER BY o.id, f.seq
