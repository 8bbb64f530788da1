"""boto3: puts, splits, merges, gets and subscribes. Arguments: endpoint, stream."""
import sys

import boto3
import scenario

kinesis = boto3.client("kinesis", endpoint_url=sys.argv[1])
stream = sys.argv[2]


def call(operation, **parameters):
    name = "".join("_" + c.lower() if c.isupper() else c for c in operation).lstrip("_")
    return getattr(kinesis, name)(**parameters)


def subscribe(consumer, shard, expected):
    answer = kinesis.subscribe_to_shard(ConsumerARN=consumer, ShardId=shard, StartingPosition={"Type": "TRIM_HORIZON"})
    seen = []
    for event in answer["EventStream"]:
        event = event["SubscribeToShardEvent"]
        seen += [scenario.seen(shard, record) for record in event["Records"]]
        if event.get("ChildShards") or len(seen) >= expected:
            break
    answer["EventStream"].close()
    return seen


result = scenario.run(call, stream)
arn = kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["StreamARN"]
consumer = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="boto3")["Consumer"]["ConsumerARN"]
shards = sorted({record["shard"] for record in result["got"]})
counts = {shard: sum(record["shard"] == shard for record in result["got"]) for shard in shards}
result["subscribed"] = [record for shard in shards for record in subscribe(consumer, shard, counts[shard])]
scenario.finish(result)
