-- Orders of a month by their own time, which their ids begin with, oldest first.
SELECT o.id, o.shop_id, s.name, p.code, o.order_no, o.state, o.status_raw, o.refund_state, o.created_at_ms, o.paid_at_ms,
       o.shipped_at_ms, o.finished_at_ms, o.buyer_amount_fen, o.merchant_amount_fen, o.freight_fen, o.refund_fen, o.trackings,
       r.province, r.city,
       (SELECT sum(l.qty) FROM order_line l WHERE l.order_id = o.id), o.marks, o.hold_reason, o.buyer_memo, o.seller_memo
FROM orders o
JOIN shop s ON s.id = o.shop_id
JOIN platform p ON p.id = o.platform_id
LEFT JOIN receiver r ON r.order_id = o.id
WHERE o.id >= ?1 AND o.id < ?2
  AND (?3 IS NULL OR o.shop_id = ?3)
ORDER BY o.id
