"""What the clients in Python do with a stream of two shards. `call(operation, **parameters)` is their only difference."""
import base64
import json

HALF = 2 ** 126  # the middle of the first of two shards


def binary(i):
    return bytes((i * 31 + j * 7) % 256 for j in range(i * 37 % 500))


def records(start, count, content):
    return [{"Data": content(i), "PartitionKey": f"key-é-{i}"} for i in range(start, start + count)]


def put(call, stream, batch):
    answer = call("PutRecords", StreamName=stream, Records=batch)
    assert answer["FailedRecordCount"] == 0, answer
    return [seen(result["ShardId"], {**record, **result}) for record, result in zip(batch, answer["Records"])]


def seen(shard, record):
    arrival = record.get("ApproximateArrivalTimestamp")
    data = record["Data"]
    return {
        "shard": shard,
        "sequence": record["SequenceNumber"],
        "key": record["PartitionKey"],
        "data": data if isinstance(data, str) else base64.b64encode(data).decode(),
        "arrival": arrival if isinstance(arrival, int) else round(arrival.timestamp() * 1000) if arrival else 0,
    }


def get(call, stream, shard, children):
    iterator = call("GetShardIterator", StreamName=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    got = []
    while iterator:
        answer = call("GetRecords", ShardIterator=iterator, Limit=25)
        got += [seen(shard, record) for record in answer["Records"]]
        iterator = answer.get("NextShardIterator")
        if answer.get("ChildShards"):
            children[shard] = [child["ShardId"] for child in answer["ChildShards"]]
        if iterator and answer["MillisBehindLatest"] == 0:
            break
    return got


def run(call, stream, content=binary):
    done = put(call, stream, records(0, 60, content))
    first = {"Data": b"alone", "PartitionKey": "p", "ExplicitHashKey": str(2 ** 127)}
    answer = call("PutRecord", StreamName=stream, **first)
    done.append(seen(answer["ShardId"], {**first, **answer}))
    call("SplitShard", StreamName=stream, ShardToSplit="shardId-000000000000", NewStartingHashKey=str(HALF))
    done += put(call, stream, records(100, 30, content))
    call("MergeShards", StreamName=stream, ShardToMerge="shardId-000000000002", AdjacentShardToMerge="shardId-000000000003")
    done += put(call, stream, records(200, 30, content))
    shards = [shard["ShardId"] for shard in call("ListShards", StreamName=stream)["Shards"]]
    children = {}
    got = [record for shard in shards for record in get(call, stream, shard, children)]
    return {"put": done, "got": got, "children": children}


def finish(result):
    print(json.dumps(result))
