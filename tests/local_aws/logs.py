"""Prints every line that the deployed functions have logged on the local AWS, oldest first within a function."""

import boto3

logs = boto3.client("logs")
for groups in logs.get_paginator("describe_log_groups").paginate():
    for group in groups["logGroups"]:
        for events in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
            for event in events["events"]:
                print(group["logGroupName"], event["message"].rstrip())
