-- Events that came after their minute was final, and inputs that were dropped as duplicates, of each day (UTC).
SELECT
    CAST("minute" AS DATE) AS day_start,
    sum(events) AS events,
    sum(late) AS late,
    sum(duplicates) AS duplicates,
    CAST(sum(late) AS DOUBLE PRECISION) / nullif(sum(events), 0) AS late_share,
    CAST(sum(duplicates) AS DOUBLE PRECISION) / nullif(sum(events) + sum(duplicates), 0) AS duplicate_share
FROM clickstream.engagement_minutes
WHERE year * 1000000 + month * 10000 + day * 100 + hour BETWEEN /*from*/ 2000010100 AND /*to*/ 2099123123
GROUP BY CAST("minute" AS DATE)
ORDER BY day_start
